using Sekimori.WsMan.Addressing;
using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>The guard of one request: asked once its headers have been read and checked, before anything is done.</summary>
public interface IRequestGuard
{
    /// <summary>May this request go on? Also where it is only Identify, whose headers are empty.</summary>
    /// <param name="headers">What is asked for.</param>
    /// <param name="envelope">The whole envelope, valid until the task ends.</param>
    /// <param name="hasBody">True where the body has an element.</param>
    /// <returns>The fault that it is refused with; null where it may.</returns>
    ValueTask<Fault?> JudgeAsync(RequestHeaders headers, ReadOnlyMemory<byte> envelope, bool hasBody);
}
