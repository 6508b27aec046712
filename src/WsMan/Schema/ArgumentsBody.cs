using Sekimori.Observations;
using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Operations;

namespace Sekimori.WsMan.Schema;

/// <summary>The body of an Invoke ([DSP0230] 10.3): arguments. Only the action names the method.</summary>
internal sealed class ArgumentsBody : IRequestBody
{
    /// <summary>The arguments.</summary>
    public List<NamedValue> Values { get; } = [];

    /// <summary>Reads the body.</summary>
    public static void Read(in BodySource source)
    {
        var body = source.Begin(new ArgumentsBody());
        if (!source.HasElement) return;
        try
        {
            CimXmlReader.ReadValues(source.Reader, source.Limits, body.Values);
        }
        catch (WsManFaultException e) when (e.Fault.Subcode == FaultSubcode.InvalidRepresentation)
        {
            // [DSP0226] 14.6: of arguments it is this fault.
            throw new WsManFaultException(Fault.InvalidParameter(e.Fault.Reason));
        }
    }

    /// <inheritdoc/>
    public void Describe(FactSet facts) => ObjectFacts.Add(Values, facts);
}
