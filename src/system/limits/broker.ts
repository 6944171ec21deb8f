// Limits on the broker. Pure.

/**
 * Bytes of a message of the broker. Ours holds a client_id of 4,096 characters at most; MQTT allows
 * 256 MB.
 */
export const MQTT_MESSAGE_BYTES = 16 * 1024;

/**
 * Packets of a broker in a minute: 1,000 a second are no trouble, 80,000 keep a processor busy, and
 * answers pile up.
 */
export const MQTT_PACKETS_A_MINUTE = 100_000;

/**
 * Answers of a broker in a minute: we ask once for each save and sign of life. A piece of 64 KB can
 * hold 32,000.
 */
export const MQTT_ANSWERS_A_MINUTE = 1_000;
