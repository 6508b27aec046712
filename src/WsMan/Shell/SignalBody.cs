using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Shell;

/// <summary>The body of a Signal ([MS-WSMV] 2.2.4.38): one Code.</summary>
internal sealed class SignalBody : IRequestBody
{
    /// <summary>The command as the client wrote it; null for none.</summary>
    public string? CommandId { get; private set; }

    /// <summary>The code as the client wrote it.</summary>
    public string Code { get; private set; } = "";

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        var reader = source.Reader;
        var body = source.Begin(new SignalBody(), "Signal", Namespaces.Shell);
        body.CommandId = reader.Attribute("CommandId");
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("Code", Namespaces.Shell))
                throw new WsManFaultException(Fault.SchemaValidation("A Signal contains an element other than Code."));
            seen.Take(0, "Code");
            body.Code = reader.ReadText();
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        if (CommandId is not null) facts.Add(Fact.CommandId, CommandId);
        if (Code.Length > 0) facts.Add(Fact.Signal, Code);
    }
}
