import time
from tests.test_urls import SEATS, answer, lines, admin_address, admin_pages
from tests.addresses import *
def test_dump(cast, sign_in):
    c=sign_in("district_admin"); c.raise_request_exception=False
    T=[]
    for v,m,e in lines():
        street = cast.b if v.endswith("@b") else cast.a
        t=time.process_time(); u=address(v.removesuffix("@b"),cast,street); t1=time.process_time()
        answer(c,m,u); t2=time.process_time()
        T.append((t2-t1,t1-t,v,m))
    T.sort(reverse=True)
    print("total", sum(x[0] for x in T), sum(x[1] for x in T))
    for x in T[:32]: print(*x)
    t=time.process_time()
    for p in admin_pages(): admin_address(p,cast,cast.a)
    print("admin addr", time.process_time()-t)
    t=time.process_time()
    for p in admin_pages(): answer(c,"GET",admin_address(p,cast,cast.a))
    print("admin addr+get", time.process_time()-t)
    assert 0
