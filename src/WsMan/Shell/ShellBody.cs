using System.Globalization;
using Sekimori.Observations;
using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>
/// The body of a Create of a shell ([MS-WSMV] 2.2.4.37). Unknown elements are skipped: the content is open. An element that has a name of
/// the schema and another namespace is refused.
/// </summary>
internal sealed class ShellBody : IRequestBody
{
    // Variables of one shell: more than any login has, far below what the kernel refuses.
    private const int MaxVariables = 512;

    // In the order of the schema; the number of each is its place.
    private static readonly string[] Names =
        ["ShellId", "Name", "WorkingDirectory", "Environment", "Lifetime", "IdleTimeOut", "InputStreams", "OutputStreams", "BufferMode",
        "IdleTimeout"];

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

    /// <summary>The windows that a PowerShell client reports.</summary>
    public List<string> Windows { get; } = [];

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        var reader = source.Reader;
        var body = source.Begin(new ShellBody(), "Shell", Namespaces.Shell);
        (body.ShellId, body.Name) = (ReadId(reader.Attribute("ShellId")), reader.Attribute("Name"));
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            var name = reader.LocalName;
            var kind = Array.IndexOf(Names, name);
            if (!reader.IsIn(Namespaces.Shell)) body.ReadOther(reader, kind >= 0, source.Limits);
            else if (kind < 0) reader.Skip();
            else
            {
                // Clients write IdleTimeOut and IdleTimeout: they are one.
                seen.Take(name == "IdleTimeout" ? Array.IndexOf(Names, "IdleTimeOut") : kind, name);
                body.ReadOne(reader, name);
            }
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        if (ShellId is { } id) facts.Add(Fact.ShellId, ShellNames.Format(id));
        if (!string.IsNullOrEmpty(WorkingDirectory)) facts.Add(Fact.WorkingDirectory, WorkingDirectory);
        foreach (var (name, value) in Environment) facts.Add(Fact.Environment, $"{name}={value}");
        foreach (var stream in ShellNames.Streams($"{InputStreams} {OutputStreams}")) facts.Add(Fact.Stream, stream);
        foreach (var window in Windows) facts.Add(Fact.Window, window);
    }

    /// <summary>Reads a shell's or a command's identity: a GUID, with or without "uuid:" before it.</summary>
    public static Guid? ReadId(string? text)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var id = text.AsSpan().Trim();
        if (id.StartsWith("uuid:", StringComparison.OrdinalIgnoreCase)) id = id[5..];
        return Guid.TryParse(id, out var guid)
            ? guid
            : throw new WsManFaultException(Fault.InvalidParameter("An identity is not a GUID.", WsManErrors.InvalidParameter));
    }

    /// <summary>The identity that an attribute and an element give: either, or both the same.</summary>
    public static Guid? Same(Guid? attribute, Guid? element) => attribute is null || element is null || attribute == element
        ? element ?? attribute
        : throw new WsManFaultException(Fault.SchemaValidation("An attribute and an element give two identities."));

    /// <summary>Reads a BufferMode ([MS-WSMV] 2.2.5.10).</summary>
    public static string ReadBufferMode(string text) => text is "Block" or "Drop" ? text
        : throw new WsManFaultException(Fault.SchemaValidation("BufferMode must be Block or Drop."));

    private void ReadOne(EnvelopeReader reader, string name)
    {
        switch (name)
        {
            case "ShellId": ShellId = Same(ShellId, ReadId(reader.ReadText())); break;
            case "Name": Name = reader.ReadText(); break;
            case "WorkingDirectory": WorkingDirectory = NoNul(reader.ReadText()); break;
            case "Environment": ReadEnvironment(reader); break;
            case "Lifetime": Lifetime = ReadTime(reader.ReadText(), TimeSpan.FromSeconds(1)); break;
            case "InputStreams": InputStreams = reader.ReadText(); break;
            case "OutputStreams": OutputStreams = reader.ReadText(); break;
            case "BufferMode": BufferMode = ReadBufferMode(reader.ReadText()); break;
            // [MS-WSMV] 2.2.4.37 has it as a duration and calls it milliseconds: clients send either.
            default: IdleTimeout = ReadTime(reader.ReadText(), TimeSpan.FromMilliseconds(1)); break;
        }
    }

    private void ReadOther(EnvelopeReader reader, bool hasKnownName, SoapLimits limits)
    {
        if (hasKnownName)
            throw new WsManFaultException(Fault.SchemaValidation($"{reader.LocalName} is in another namespace than the shell."));
        if (reader.IsNamed("creationXml")) Windows.AddRange(ClientWindows.Read(reader.ReadText(limits.MaxEnvelopeBytes)));
        else reader.Skip();
    }

    // [MS-WSMV] 2.2.4.17: only variables.
    private void ReadEnvironment(EnvelopeReader reader)
    {
        reader.Enter();
        while (reader.NextChild())
        {
            // winrmlib writes it without a namespace. It has one meaning anyway: no name of a variable is repeated, however its element is
            // written.
            if (!reader.Is("Variable", Namespaces.Shell) && !reader.Is("Variable", ""))
                throw new WsManFaultException(Fault.SchemaValidation("The environment contains an element other than Variable."));
            var name = NoNul(reader.Attribute("Name") ?? "");
            if (name.Length == 0 || name.Contains('='))
                throw new WsManFaultException(
                    Fault.InvalidParameter("A variable of the environment has no name.", WsManErrors.InvalidParameter));
            if (Environment.Count >= MaxVariables)
                throw new WsManFaultException(Fault.InvalidParameter($"More than {MaxVariables} variables.", WsManErrors.InvalidParameter));
            if (Environment.Exists(known => known.Key == name))
                throw new WsManFaultException(Fault.InvalidParameter($"The variable {name} is repeated.", WsManErrors.InvalidParameter));
            Environment.Add(new(name, NoNul(reader.ReadRawText())));
        }
    }

    private static TimeSpan ReadTime(string text, TimeSpan unit)
    {
        if (XsDuration.TryParse(text, out var time)) return time;
        if (double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue)
            return unit * number;
        throw new WsManFaultException(Fault.InvalidParameter("A time of the shell is not a duration.", WsManErrors.InvalidParameter));
    }

    private static string NoNul(string text) =>
        text.Contains('\0') ? throw new WsManFaultException(
        Fault.InvalidParameter("A text contains a NUL character.", WsManErrors.InvalidParameter)) : text;
}
