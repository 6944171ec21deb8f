// Imported before mqtt: its packages print every packet, and with it the password, when DEBUG is set.

Deno.env.delete("DEBUG");
