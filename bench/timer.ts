// The least program that stays: what the memory of the app is compared with.

setInterval(() => {}, 1_000);
