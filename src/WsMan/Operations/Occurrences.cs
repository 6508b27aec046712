using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// Which elements of a body were read: each may appear once. Of two, one reader uses the first and another the last; neither [DSP0226] nor
/// [MS-WSMV] has maxOccurs for them, and so two break the schema ([DSP0226] 14.6, SchemaValidationError; [MS-WSMV] 3.1.4.1.31.3).
/// </summary>
internal struct Occurrences
{
    private uint _seen;

    /// <summary>Marks one as read.</summary>
    /// <param name="kind">Which, 0 to 31: two names of one thing have one number.</param>
    /// <param name="element">Its name, for the fault.</param>
    /// <exception cref="WsManFaultException">It is repeated.</exception>
    public void Take(int kind, string element)
    {
        var bit = 1u << kind;
        if ((_seen & bit) != 0) throw new WsManFaultException(Fault.SchemaValidation($"The body repeats {element}."));
        _seen |= bit;
    }
}
