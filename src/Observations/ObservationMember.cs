using System.Text.Json;

namespace Sekimori.Observations;

/// <summary>
/// The names of an observation's members in JSON, encoded once: a line of the audit log has some twenty, the same in every line.
/// </summary>
internal static class ObservationMember
{
    public static readonly JsonEncodedText Type = JsonEncodedText.Encode("type");
    public static readonly JsonEncodedText Time = JsonEncodedText.Encode("time");
    public static readonly JsonEncodedText Source = JsonEncodedText.Encode("source");
    public static readonly JsonEncodedText Client = JsonEncodedText.Encode("client");
    public static readonly JsonEncodedText ClientPort = JsonEncodedText.Encode("client_port");
    public static readonly JsonEncodedText Server = JsonEncodedText.Encode("server");
    public static readonly JsonEncodedText ServerPort = JsonEncodedText.Encode("server_port");
    public static readonly JsonEncodedText Transport = JsonEncodedText.Encode("transport");
    public static readonly JsonEncodedText Account = JsonEncodedText.Encode("account");
    public static readonly JsonEncodedText Scheme = JsonEncodedText.Encode("scheme");
    public static readonly JsonEncodedText Interface = JsonEncodedText.Encode("interface");
    public static readonly JsonEncodedText InterfaceName = JsonEncodedText.Encode("interface_name");
    public static readonly JsonEncodedText Version = JsonEncodedText.Encode("version");
    public static readonly JsonEncodedText Opnum = JsonEncodedText.Encode("opnum");
    public static readonly JsonEncodedText Operation = JsonEncodedText.Encode("operation");
    public static readonly JsonEncodedText Level = JsonEncodedText.Encode("level");
    public static readonly JsonEncodedText Pipe = JsonEncodedText.Encode("pipe");
    public static readonly JsonEncodedText Resource = JsonEncodedText.Encode("resource");
    public static readonly JsonEncodedText Action = JsonEncodedText.Encode("action");
    public static readonly JsonEncodedText Bytes = JsonEncodedText.Encode("bytes");
    public static readonly JsonEncodedText Duration = JsonEncodedText.Encode("duration");
    public static readonly JsonEncodedText Status = JsonEncodedText.Encode("status");
    public static readonly JsonEncodedText Alter = JsonEncodedText.Encode("alter");
    public static readonly JsonEncodedText Inferred = JsonEncodedText.Encode("inferred");
    public static readonly JsonEncodedText Sealed = JsonEncodedText.Encode("sealed");
    public static readonly JsonEncodedText CallId = JsonEncodedText.Encode("call_id");
    public static readonly JsonEncodedText Groups = JsonEncodedText.Encode("groups");
}
