// Ask the browser for a passkey and send its answer with the form; without it the page still takes codes.
"use strict";

const portalBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));
const portalText = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function portalAsked(options) {
  const asked = { ...options, challenge: portalBytes(options.challenge) };
  if (asked.user) asked.user = { ...asked.user, id: portalBytes(asked.user.id) };
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    if (asked[list]) asked[list] = asked[list].map((one) => ({ ...one, id: portalBytes(one.id) }));
  }
  return asked;
}

function portalAnswer(credential) {
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (credential.response[name]) response[name] = portalText(credential.response[name]);
  }
  return JSON.stringify({
    id: credential.id,
    rawId: portalText(credential.rawId),
    type: credential.type,
    response,
    clientExtensionResults: {},
  });
}

document.querySelectorAll("[data-passkey]").forEach((button) => {
  const form = button.closest("form");
  const told = form.querySelector("[data-passkey-told]");
  if (!window.PublicKeyCredential) button.disabled = true;
  button.addEventListener("click", async () => {
    told.hidden = true;
    try {
      const publicKey = portalAsked(JSON.parse(button.dataset.passkeyOptions));
      const credential = await navigator.credentials[button.dataset.passkey]({ publicKey });
      form.elements.answer.value = portalAnswer(credential);
      form.requestSubmit();
    } catch {
      told.textContent = button.dataset.passkeyFailed;
      told.hidden = false;
    }
  });
});
