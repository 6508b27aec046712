using Sekimori.Observations;

namespace Sekimori.WsMan.Operations;

/// <summary>The body of a request as it was read: the values that the operation is done with.</summary>
internal interface IRequestBody
{
    /// <summary>
    /// Describes its content: the same values, for the policy, the rules and the audit record. Everything read before a fault is included.
    /// </summary>
    /// <param name="facts">Receives the facts.</param>
    void Describe(FactSet facts);
}
