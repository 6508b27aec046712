using System.Buffers;
using Sekimori.Rpc.Follow;
using Sekimori.Rpc.Framing;
using Sekimori.Rpc.Pdu;
using Sekimori.Rpc.Towers;

namespace Sekimori.Client.Gateway;

/// <summary>
/// Reads the answers of an endpoint mapper on their way, and tells which ports they name. Any bytes end in ports or in nothing; what is not
/// RPC is not looked at further.
/// </summary>
internal sealed class MapperWatch
{
    private readonly List<byte> _fragment = [];
    private readonly ResponseStub _stub = new();
    private bool _isLost;

    /// <summary>Takes bytes of the mapper, in any pieces.</summary>
    /// <returns>The TCP ports of the answers that end in these bytes, each once.</returns>
    public IReadOnlyCollection<int> Take(ReadOnlySpan<byte> bytes)
    {
        if (_isLost) return [];
        _fragment.AddRange(bytes);
        HashSet<int>? ports = null;
        var whole = _fragment.ToArray();
        var at = 0;
        while (true)
        {
            var status = FragmentReader.Peek(new ReadOnlySequence<byte>(whole, at, whole.Length - at), out var header);
            if (status == FragmentStatus.Incomplete) break;
            if (status != FragmentStatus.Whole)
            {
                _isLost = true;
                _fragment.Clear();
                return (IReadOnlyCollection<int>?)ports ?? [];
            }
            Look(new PduView(whole.AsSpan(at, header.FragmentLength), header), ref ports);
            at += header.FragmentLength;
        }
        _fragment.RemoveRange(0, at);
        return (IReadOnlyCollection<int>?)ports ?? [];
    }

    private void Look(in PduView pdu, ref HashSet<int>? ports)
    {
        if (pdu.Header.Type != PduType.Response || !_stub.TryTake(pdu, out var stub)) return;
        foreach (var tower in TowerFinder.Read(stub))
            if (tower.IsTcp && tower.Port > 0) (ports ??= []).Add(tower.Port);
    }
}
