using Sekimori.Observations;

namespace Sekimori.WsMan.Operations;

/// <summary>The body of a request as it was read: the values that the operation is done with.</summary>
public interface IRequestBody
{
    /// <summary>Describes what it holds: the same values, for the policy, the rules and the record. What was read before a fault is there as well.</summary>
    /// <param name="facts">Where it is said.</param>
    void Describe(FactSet facts);
}
