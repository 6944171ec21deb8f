// A picture, drawn as pixels: nothing of its file is given to the document.

import { useEffect, useRef, useState } from "preact/hooks";
import { size } from "../parts/times.ts";

export function Picture({ blob, label }: { readonly blob: Blob; readonly label: string }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const [shown, setShown] = useState<string>();
  useEffect(() => {
    let isGone = false;
    const draw = async () => {
      const bitmap = await createImageBitmap(blob).catch(() => undefined);
      const target = canvas.current;
      if (isGone || target === null) return bitmap?.close();
      if (bitmap === undefined) return setShown("This picture cannot be drawn");
      const { width, height } = bitmap;
      const scale = Math.min(1, MOST_PIXELS / Math.max(width, height));
      target.width = Math.max(1, Math.round(width * scale));
      target.height = Math.max(1, Math.round(height * scale));
      target.getContext("2d")?.drawImage(bitmap, 0, 0, target.width, target.height);
      bitmap.close();
      setShown(`${width} × ${height} pixels`);
    };
    draw();
    return () => {
      isGone = true;
    };
  }, [blob]);
  return (
    <div class="picture">
      <canvas ref={canvas} role="img" aria-label={label} width="1" height="1" />
      <p class="quiet">{shown === undefined ? size(blob.size) : `${shown}, ${size(blob.size)}`}</p>
    </div>
  );
}

/** The longer side of what is drawn: twice the width of a large window. */
const MOST_PIXELS = 3_000;
