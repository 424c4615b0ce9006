from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = "佐证材料"

    def ready(self) -> None:
        """Collect what each room says may be proved; tell the trail what evidence is called."""
        from audit import telling
        from evidence.telling import evidence_names, proof_names

        autodiscover_modules("proofs")
        telling.register("evidence", evidence_names)
        telling.register("proof", proof_names)
