using Sekimori.Observations;

namespace Sekimori.Capture.Rpc;

/// <summary>
/// The interfaces of COM objects by their IPIDs, as answers in clear hand them out. A server finds what runs by the object UUID of a call
/// ([MS-DCOM] 3.1.1.5.4), and some clients send the calls of every interface on the context that they bound first. The UUID is in clear
/// where the call is sealed.
/// </summary>
internal sealed class ObjectInterfaces
{
    /// <summary>IPIDs remembered, of all servers; the oldest makes room. A client of WMI is given some ten for each query.</summary>
    private const int Limit = 32_768;

    private readonly Dictionary<(string Server, Guid Ipid), ObservedContext> _known = [];
    private readonly Queue<(string Server, Guid Ipid)> _order = new();

    /// <summary>The interface of an object; null if it is not known.</summary>
    /// <param name="server">The server's address: IPIDs are its own.</param>
    /// <param name="ipid">The object UUID of a call.</param>
    /// <param name="bound">The interface of the context that the call came on.</param>
    public ObservedContext? Recall(string server, Guid ipid, ObservedContext? bound)
    {
        if (!_known.TryGetValue((server, ipid), out var found)) return null;
        // One IPID serves IRemUnknown and IRemUnknown2 (3.1.1.5.7): the context says which of them is meant.
        return bound is not null && ReferenceReader.IsRemUnknown(found.Interface.Uuid)
            && ReferenceReader.IsRemUnknown(bound.Interface.Uuid)
            ? bound
            : found;
    }

    /// <summary>Remembers the references in an answer.</summary>
    /// <param name="server">The server's address.</param>
    /// <param name="asked">The call.</param>
    /// <param name="stub">The encoded answer, or its start.</param>
    /// <param name="isBigEndian">Its byte order.</param>
    public void Learn(string server, in PendingCall asked, ReadOnlySpan<byte> stub, bool isBigEndian)
    {
        foreach (var (ipid, iid) in ReferenceReader.Read(asked, stub, isBigEndian))
        {
            if (ipid == Guid.Empty) continue;
            if (!_known.TryAdd((server, ipid), new(0, InterfaceCatalogue.Get(iid), "0.0") { IsAccepted = true })) continue;
            _order.Enqueue((server, ipid));
            if (_order.Count > Limit) _known.Remove(_order.Dequeue());
        }
    }
}
