// Imported before mqtt: its packages print every packet, and so the password, where DEBUG asks for it.

Deno.env.delete("DEBUG");
