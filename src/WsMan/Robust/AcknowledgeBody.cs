using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Robust;

/// <summary>The body of an Acknowledge ([MS-WSMV] 2.2.4.44): as 4.11.3 writes it, or within an element of AcknowledgeType.</summary>
internal sealed class AcknowledgeBody : IRequestBody
{
    /// <summary>The number of the last message received; 0 if the body gives none.</summary>
    public long LastSequenceId { get; private set; }

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        if (!source.HasElement) throw new WsManFaultException(Fault.SchemaValidation("The body contains no LastSequenceIdReceived."));
        var reader = source.Reader;
        var body = source.Begin(new AcknowledgeBody());
        if (reader.Is("LastSequenceIdReceived", Namespaces.WsManMicrosoft))
        {
            body.LastSequenceId = reader.ReadNumber();
            return;
        }
        var seen = new Occurrences();
        reader.Enter();
        while (reader.NextChild())
        {
            if (!reader.Is("LastSequenceIdReceived", Namespaces.WsManMicrosoft))
            {
                reader.Skip();
                continue;
            }
            seen.Take(0, "LastSequenceIdReceived");
            body.LastSequenceId = reader.ReadNumber();
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts)
    {
        // The header names the operation.
    }
}
