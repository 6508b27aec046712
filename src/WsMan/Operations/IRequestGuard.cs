using Sekimori.Cim.Schema;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>
/// The guard of one request. It is asked once all of the request has been read, before anything is done, about the very values that it will
/// be done with. If the request is about classes of CIM, the object manager then asks about each of them, once it knows which these are.
/// </summary>
public interface IRequestGuard : ICimGuard
{
    /// <summary>What the request is for beside its headers: the target of a gateway. A kept reply belongs to one scope.</summary>
    string Scope => "";

    /// <summary>May this request continue? Also evaluated for Identify, which names nothing.</summary>
    /// <param name="request">What was read. It does not change any more.</param>
    /// <param name="bytes">The size of the envelope.</param>
    /// <returns>The fault that it is refused with; null if it may.</returns>
    ValueTask<Fault?> EvaluateAsync(ParsedRequest request, int bytes);

    /// <summary>
    /// May it be answered, if no class has been evaluated? A rule about classes cannot allow a request that reaches none.
    /// </summary>
    /// <returns>The fault that it is refused with; null if it may, and where a class has been asked about.</returns>
    Fault? Conclude();

    /// <summary>
    /// Why what this request opened is to end by now; null if it may stay. A rule may allow it at some hours and on some days only. Asked
    /// every few seconds, also after the request's end.
    /// </summary>
    string? FindDenialReason();
}
