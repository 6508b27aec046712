using Sekimori.Rpc.Pdu;

namespace Sekimori.Rpc.Follow;

/// <summary>Puts the stub of a response together from its fragments.</summary>
internal sealed class ResponseStub
{
    // ept_lookup answers with up to 500 entries, of some 150 bytes each; more than this is not read.
    private const int MostBytes = 256 * 1024;

    private readonly List<byte> _stub = [];
    private uint _call;

    /// <summary>Takes a fragment.</summary>
    /// <param name="pdu">A response.</param>
    /// <param name="stub">The whole stub, when its last fragment has come; cut at the limit.</param>
    /// <returns>True if this was its last fragment.</returns>
    public bool TryTake(in PduView pdu, out ReadOnlySpan<byte> stub)
    {
        stub = default;
        if (pdu.Has(PfcFlags.FirstFragment) || pdu.Header.CallId != _call)
        {
            _stub.Clear();
            _call = pdu.Header.CallId;
            if (pdu.Has(PfcFlags.FirstFragment) && pdu.Has(PfcFlags.LastFragment))
            {
                stub = pdu.Stub;
                return true;
            }
        }
        if (_stub.Count + pdu.Stub.Length <= MostBytes) _stub.AddRange(pdu.Stub);
        if (!pdu.Has(PfcFlags.LastFragment)) return false;
        stub = _stub.ToArray();
        _stub.Clear();
        return true;
    }
}
