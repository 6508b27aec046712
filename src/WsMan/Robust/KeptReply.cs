using Sekimori.WsMan.Faults;
using Sekimori.WsMan.Soap;

namespace Sekimori.WsMan.Robust;

/// <summary>
/// The envelope of a reply in memory that several hold: the operation that keeps it, and each that sends it. The last one gives the memory
/// back.
/// </summary>
internal sealed class KeptReply(ReplyBuffer owned, EnvelopeCharset charset, Fault? fault) : IDisposable
{
    private int _holders = 1;

    /// <summary>The envelope.</summary>
    public ReadOnlyMemory<byte> Body => owned.Written;

    /// <summary>The character set of the envelope.</summary>
    public EnvelopeCharset Charset => charset;

    /// <summary>The fault in the envelope, or null.</summary>
    public Fault? Fault => fault;

    /// <summary>Bytes of memory that are kept from others.</summary>
    public int Size { get; } = owned.Array.Length;

    /// <summary>One more holds it. Only for who knows that another does.</summary>
    public KeptReply Hold()
    {
        Interlocked.Increment(ref _holders);
        return this;
    }

    /// <summary>One holder less.</summary>
    public void Dispose()
    {
        if (Interlocked.Decrement(ref _holders) == 0) owned.Dispose();
    }
}
