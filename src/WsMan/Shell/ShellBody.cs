using System.Globalization;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>The body of a Create of a shell ([MS-WSMV] 2.2.4.37). Unknown elements are passed over: the content is open.</summary>
internal sealed class ShellBody
{
    // Variables of one shell: more than any login has, far below what the kernel refuses.
    private const int MaxVariables = 512;

    /// <summary>The identity that the client chose, or null.</summary>
    public Guid? ShellId { get; private set; }

    /// <summary>A name for people.</summary>
    public string? Name { get; private set; }

    /// <summary>Where commands start.</summary>
    public string? WorkingDirectory { get; private set; }

    /// <summary>Variables added to the environment.</summary>
    public List<KeyValuePair<string, string>> Environment { get; } = [];

    /// <summary>How long the shell may live.</summary>
    public TimeSpan? Lifetime { get; private set; }

    /// <summary>How long it may idle.</summary>
    public TimeSpan? IdleTimeout { get; private set; }

    /// <summary>The input streams that the client will use.</summary>
    public string InputStreams { get; private set; } = "";

    /// <summary>The output streams that the client wants.</summary>
    public string OutputStreams { get; private set; } = "";

    /// <summary>Block or Drop: what becomes of output while the client is disconnected.</summary>
    public string? BufferMode { get; private set; }

    /// <summary>Reads the body that the request's reader stands on.</summary>
    public static ShellBody Read(WsManRequest request)
    {
        var reader = request.Body;
        if (!request.HasBody || !reader.Is("Shell", Namespaces.Shell)) throw new WsManFaultException(Fault.SchemaValidation("The body holds no Shell."));
        var body = new ShellBody { ShellId = ReadId(reader.Attribute("ShellId")), Name = reader.Attribute("Name") };
        reader.Enter();
        while (reader.NextChild())
        {
            switch (reader.LocalName)
            {
                case "ShellId": body.ShellId = ReadId(reader.ReadText()); break;
                case "Name": body.Name = reader.ReadText(); break;
                case "WorkingDirectory": body.WorkingDirectory = NoNul(reader.ReadText()); break;
                case "Environment": body.ReadEnvironment(reader); break;
                case "Lifetime": body.Lifetime = ReadTime(reader.ReadText(), TimeSpan.FromSeconds(1)); break;
                // [MS-WSMV] 2.2.4.37 has it as a duration and says that it is in milliseconds: clients send either.
                case "IdleTimeOut" or "IdleTimeout": body.IdleTimeout = ReadTime(reader.ReadText(), TimeSpan.FromMilliseconds(1)); break;
                case "InputStreams": body.InputStreams = reader.ReadText(); break;
                case "OutputStreams": body.OutputStreams = reader.ReadText(); break;
                case "BufferMode": body.BufferMode = ReadBufferMode(reader.ReadText()); break;
                default: reader.Skip(); break;
            }
        }
        return body;
    }

    /// <summary>Reads a shell's or a command's identity: a GUID, with or without "uuid:" before it.</summary>
    public static Guid? ReadId(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var id = text.AsSpan().Trim();
        if (id.StartsWith("uuid:", StringComparison.OrdinalIgnoreCase)) id = id[5..];
        return Guid.TryParse(id, out var guid) ? guid : throw new WsManFaultException(Fault.InvalidParameter("An identity is no GUID.", WsManErrors.InvalidParameter));
    }

    /// <summary>Reads a BufferMode ([MS-WSMV] 2.2.5.10).</summary>
    public static string ReadBufferMode(string text) => text is "Block" or "Drop" ? text
        : throw new WsManFaultException(Fault.SchemaValidation("BufferMode takes Block or Drop."));

    private void ReadEnvironment(EnvelopeReader reader)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            if (reader.LocalName != "Variable")
            {
                reader.Skip();
                continue;
            }
            var name = NoNul(reader.Attribute("Name") ?? "");
            if (name.Length == 0 || name.Contains('=')) throw new WsManFaultException(Fault.InvalidParameter("A variable of the environment has no name.", WsManErrors.InvalidParameter));
            if (Environment.Count >= MaxVariables) throw new WsManFaultException(Fault.InvalidParameter($"More than {MaxVariables} variables.", WsManErrors.InvalidParameter));
            Environment.Add(new(name, NoNul(reader.ReadRawText())));
        }
    }

    private static TimeSpan ReadTime(string text, TimeSpan unit)
    {
        if (XsDuration.TryParse(text, out var time)) return time;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue) return unit * number;
        throw new WsManFaultException(Fault.InvalidParameter("A time of the shell is no duration.", WsManErrors.InvalidParameter));
    }

    private static string NoNul(string text) =>
        text.Contains('\0') ? throw new WsManFaultException(Fault.InvalidParameter("A text holds the character NUL.", WsManErrors.InvalidParameter)) : text;
}
