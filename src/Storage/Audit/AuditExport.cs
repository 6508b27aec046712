using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Sekimori.Storage.Audit;

/// <summary>Writes lines of the audit log in the forms that other tools read, so that their rules and dashboards work unchanged.</summary>
internal static class AuditExport
{
    /// <summary>
    /// The forms: "zeek" (dce_rpc.log), "rpcfw" (RPC firewall's event 3), "ecs" (Elastic Common Schema 8), "syslog" (RFC 5424).
    /// </summary>
    public static IReadOnlyList<string> Formats { get; } = ["zeek", "rpcfw", "ecs", "syslog"];

    /// <summary>What precedes the first line; empty if nothing does.</summary>
    public static string Header(string format) => format == "zeek"
        ? "#separator \\x09\n#set_separator\t,\n#empty_field\t(empty)\n#unset_field\t-\n#path\tdce_rpc\n" +
            "#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\trtt\tnamed_pipe\tendpoint\toperation\n" +
            "#types\ttime\tstring\taddr\tport\taddr\tport\tinterval\tstring\tstring\tstring"
        : "";

    /// <summary>The line in another form; null if the form has no place for it.</summary>
    /// <param name="format">One of <see cref="Formats"/>.</param>
    /// <param name="line">A line of the log.</param>
    /// <param name="host">This host's name, for syslog and ECS.</param>
    public static string? Convert(string format, string line, string host)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return format switch
        {
            "zeek" => Text(root, "type") == "call" ? Zeek(root) : null,
            "rpcfw" => Text(root, "type") == "call" ? Firewall(root) : null,
            "ecs" => Ecs(root, host),
            "syslog" => Syslog(root, line, host),
            _ => throw new ArgumentException($"'{format}' is not one of {string.Join(", ", Formats)}", nameof(format)),
        };
    }

    private static string Zeek(JsonElement root)
    {
        var time = root.GetProperty("time").GetDateTime();
        var port = Number(root, "server_port");
        var pipe = Text(root, "pipe") ?? port;
        var seconds = ((time.Ticks - DateTime.UnixEpoch.Ticks) / (double)TimeSpan.TicksPerSecond).ToString(
            "F6", CultureInfo.InvariantCulture);
        // Zeek's uid identifies connections; here client and port do.
        var uid = $"S{Text(root, "client")}-{Number(root, "client_port")}";
        return string.Join('\t', seconds, uid, Address(root, "client") ?? "-", Number(root, "client_port"), Address(root, "server") ?? "-",
            port, Seconds(root, "duration"), Field(pipe),
            Field(Text(root, "interface_name") ?? $"unknown-{Text(root, "interface")}"),
            Field(Text(root, "operation") ?? $"unknown-{Number(root, "opnum")}"));
    }

    /// <summary>A text in a field of Zeek's: what would end it or stand for something else is written as \xNN.</summary>
    private static string Field(string text)
    {
        if (text is "" or "-" or "(empty)") return text.Length == 0 ? "(empty)" : $"\\x{(int)text[0]:x2}{text[1..]}";
        var field = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter < ' ' || letter == '\\' || letter == '\x7f') field.Append(CultureInfo.InvariantCulture, $"\\x{(int)letter:x2}");
            else field.Append(letter);
        }
        return field.ToString();
    }

    /// <summary>An address as Zeek and Elastic read it: without the zone that only this host knows.</summary>
    private static string? Address(JsonElement root, string name) => Text(root, name)?.Split('%')[0];

    private static string Seconds(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.TryGetDouble(out var seconds)
        ? seconds.ToString("F6", CultureInfo.InvariantCulture)
        : "-";

    private static string Firewall(JsonElement root) => Json(json =>
    {
        json.WriteString("EventLog", "RPCFW");
        json.WriteNumber("EventID", 3);
        json.WriteString("TimeCreated", root.GetProperty("time").GetDateTime());
        json.WriteString("Action", Text(root, "verdict") == "deny" ? "BLOCK" : "ALLOW");
        json.WriteString("Protocol", Text(root, "transport") switch
        {
            "tcp" => "ncacn_ip_tcp",
            "np" => "ncacn_np",
            "udp" => "ncadg_ip_udp",
            _ => "ncalrpc",
        });
        json.WriteString("Endpoint", Text(root, "pipe") ?? Number(root, "server_port"));
        json.WriteString("ClientAddress", Text(root, "client"));
        json.WriteString("ClientPort", Number(root, "client_port"));
        json.WriteString("ServerAddress", Text(root, "server"));
        json.WriteString("ServerPort", Number(root, "server_port"));
        json.WriteString("InterfaceUuid", Text(root, "interface"));
        json.WriteString("OpNum", Number(root, "opnum"));
        json.WriteString("ClientUser", Text(root, "account") ?? "");
        json.WriteString("AuthenticationLevel", Number(root, "level"));
        json.WriteString("AuthenticationService", Text(root, "scheme") ?? "");
    });

    private static string Ecs(JsonElement root, string host) => Json(json =>
    {
        var type = Text(root, "type") ?? "";
        json.WriteString("@timestamp", root.GetProperty("time").GetDateTime());
        json.WriteStartObject("ecs");
        json.WriteString("version", "8.11.0");
        json.WriteEndObject();
        json.WriteStartObject("event");
        json.WriteString("kind", type == "alert" ? "alert" : "event");
        json.WriteStartArray("category");
        json.WriteStringValue(type == "logon" ? "authentication" : type is "change" or "head" or "gap" ? "configuration" : "network");
        json.WriteEndArray();
        json.WriteStartArray("type");
        json.WriteStringValue(type switch
        {
            "logon" => "start",
            "change" => "change",
            "head" or "gap" => "info",
            _ => Text(root, "verdict") switch { "deny" => "denied", "allow" => "allowed", _ => "info" },
        });
        json.WriteEndArray();
        json.WriteString("action", Text(root, "operation") ?? Text(root, "action") ?? type);
        json.WriteString("outcome", Text(root, "verdict") == "deny" || (type == "logon" && Number(root, "status") is not ("0" or "-"))
            ? "failure"
            : "success");
        json.WriteString("module", "sekimori");
        json.WriteEndObject();
        Group(json, root, "source", ("ip", "client"), ("port", "client_port"));
        Group(json, root, "destination", ("ip", "server"), ("port", "server_port"));
        Group(json, root, "user", ("name", "account"));
        Group(json, root, "process", ("command_line", "command_line"));
        Group(json, root, "user_agent", ("original", "user_agent"));
        Group(json, root, "rule", ("name", "policy_rule"));
        json.WriteStartObject("host");
        json.WriteString("name", host);
        json.WriteEndObject();
        json.WritePropertyName("sekimori");
        root.WriteTo(json);
    });

    /// <summary>
    /// RFC 5424: facility 13 (log audit), severity by verdict; the members that people filter by as structured data, the line itself as the
    /// message.
    /// </summary>
    private static string Syslog(JsonElement root, string line, string host)
    {
        var severity = Text(root, "type") == "alert" ? 1 : Text(root, "verdict") == "deny" ? 4 : 6;
        var data = new StringBuilder("[sekimori@32473");
        foreach (var name in (ReadOnlySpan<string>)["type", "client", "account", "interface_name", "operation", "verdict", "policy_rule"])
            if (Text(root, name) is { } value)
                data.Append(CultureInfo.InvariantCulture, $" {name}=\"{Parameter(value)}\"");
        var time = root.GetProperty("time").GetDateTime().ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
        return string.Create(CultureInfo.InvariantCulture,
            $"<{13 * 8 + severity}>1 {time} {Printable(host, 255)} sekimori {Environment.ProcessId} {Printable(Text(root, "type"), 32)} " +
            $"{data}] {line}");
    }

    /// <summary>
    /// PARAM-VALUE (RFC 5424 6.3.3). Control characters become spaces: a line break in a claimed name would start a message of its own at
    /// receivers that read lines.
    /// </summary>
    private static string Parameter(string value)
    {
        var text = new StringBuilder(value.Length);
        foreach (var letter in value)
        {
            if (letter is '\\' or '"' or ']') text.Append('\\');
            text.Append(char.IsControl(letter) ? ' ' : letter);
        }
        return text.ToString();
    }

    /// <summary>A header's field: PRINTUSASCII without spaces (RFC 5424 6), "-" for none.</summary>
    private static string Printable(string? text, int most)
    {
        var field = new string([.. (text ?? "").Where(letter => letter is > ' ' and <= '~').Take(most)]);
        return field.Length > 0 ? field : "-";
    }

    private static void Group(Utf8JsonWriter json, JsonElement root, string name, params (string To, string From)[] members)
    {
        if (!Array.Exists(members, member => root.TryGetProperty(member.From, out _))) return;
        json.WriteStartObject(name);
        foreach (var (to, from) in members)
        {
            if (!root.TryGetProperty(from, out var value)) continue;
            json.WritePropertyName(to);
            if (to == "ip" && Address(root, from) is { } address) json.WriteStringValue(address);
            else value.WriteTo(json);
        }
        json.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static string? Text(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string Number(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetRawText() : "-";
}
