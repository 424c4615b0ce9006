// Photos out of the camera made small before they are kept: a network by the stairs is slow, and
// what a camera writes into its files (the place) goes on the way. The server does both again.

const LONGEST_SIDE = 2000;
const QUALITY = 0.85;
const TYPE = "image/jpeg";

/** A photo as the server takes it; one that this browser can't read stays as it is. */
async function small(file, number) {
  const name = `照片${number}.jpg`;
  try {
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const share = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * share));
    canvas.height = Math.max(1, Math.round(picture.height * share));
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const blob = await new Promise((resolve) => canvas.toBlob(resolve, TYPE, QUALITY));
    return new File([blob], name, { type: TYPE });
  } catch {
    return new File([file], name, { type: file.type });
  }
}

export const smaller = (files) =>
  Promise.all([...files].map((file, index) => small(file, index + 1)));

export const bytesOf = (files) => Promise.all([...files].map((file) => file.arrayBuffer()));

export const filesOf = (photos) =>
  photos.map((bytes, index) => new File([bytes], `照片${index + 1}.jpg`, { type: TYPE }));

/** Put files into a control as if they had been chosen. */
export function choose(input, files) {
  const chosen = new DataTransfer();
  for (const file of files) chosen.items.add(file);
  input.files = chosen.files;
}
