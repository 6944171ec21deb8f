# Another program of the fleet, on paho-mqtt: prints what it hears and sends what it is told.
# Arguments: host, port, topic. Each line of the input is a message; its end ends the program.

import sys
import paho.mqtt.client as mqtt

host, port, topic = sys.argv[1], int(sys.argv[2]), sys.argv[3]
# Version 2 of paho-mqtt wants to know the form of the callbacks.
client = (
    mqtt.Client(mqtt.CallbackAPIVersion.VERSION1)
    if hasattr(mqtt, "CallbackAPIVersion")
    else mqtt.Client()
)


def say(line):
    print(line, flush=True)


client.on_connect = lambda *_: client.subscribe(topic, qos=1)
client.on_subscribe = lambda *_: say("subscribed")
client.on_message = lambda _client, _data, message: say(
    f"{message.payload.decode()} {message.qos} {message.retain}"
)
client.connect(host, port)
client.loop_start()
for line in sys.stdin:
    client.publish(topic, line.rstrip("\n"), qos=1)
client.disconnect()
client.loop_stop()
