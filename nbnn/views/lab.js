// The lab's box is there a moment after this view: look for it frame by frame.
export function whenInLab(el, found, tries = 120) {
  const lab = el.closest(".nbnn-lab");
  if (lab) found(lab);
  else if (tries > 0) requestAnimationFrame(() => whenInLab(el, found, tries - 1));
}
