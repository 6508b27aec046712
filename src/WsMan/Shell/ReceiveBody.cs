using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>The body of a Receive ([MS-WSMV] 2.2.4.26): one DesiredStream.</summary>
internal sealed class ReceiveBody : IRequestBody
{
    /// <summary>The command as the client wrote it; null for none.</summary>
    public string? CommandId { get; private set; }

    /// <summary>The requested streams; empty for all.</summary>
    public string Streams { get; private set; } = "";

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        var reader = source.Reader;
        var body = source.Begin(new ReceiveBody(), "Receive", Namespaces.Shell);
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("DesiredStream", Namespaces.Shell))
                throw new WsManFaultException(Fault.SchemaValidation("A Receive contains an element other than DesiredStream."));
            seen.Take(0, "DesiredStream");
            body.CommandId = reader.Attribute("CommandId");
            body.Streams = reader.ReadText();
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        if (CommandId is not null) facts.Add(Fact.CommandId, CommandId);
        foreach (var stream in ShellNames.Streams(Streams)) facts.Add(Fact.Stream, stream);
    }
}
