using Sekimori.Client.Dcom;
using Sekimori.Dcom;
using Sekimori.Dcom.References;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Results;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Client.Wmi;

/// <summary>
/// An open enumerator of a server. The first objects come from IEnumWbemClassObject::Next, two calls earlier than from the smart
/// enumerator; the others from the smart one where there is one, which sends the class of its objects once. Both have one position
/// ([MS-WMI] 3.2.4.2.8: a client that has used one "SHOULD call IEnumWbemClassObject::Next again").
/// </summary>
internal sealed class WmiRows : IDisposable
{
    // [MS-WMIO] 2.2.53: an instance comes with its class. For all clients: their decoders have the same limits.
    private static readonly KnownClasses _known = new();

    private readonly DcomClient _dcom;
    private readonly ComReference<IEnumWbemClassObject> _rows;
    private readonly ObjectArrayReader _reader;
    private readonly WmioDecoder _decoder;
    private readonly List<StdObjref> _held = [];
    // [MS-WMI] 3.1.4.7.1: names this client, so that the server knows which classes it has sent to it.
    private readonly Guid _proxy = Guid.NewGuid();
    private readonly LastClass _class = new(_known);
    private ComReference<IWbemWcoSmartEnum>? _smart;
    private bool _isBegun, _isFetched;

    private WmiRows(DcomClient dcom, ComReference<IEnumWbemClassObject> rows, WmioDecoder decoder)
    {
        (_dcom, _rows, _decoder, _reader) = (dcom, rows, decoder, new(decoder));
        _held.Add(rows.Std);
    }

    /// <summary>Why the last call failed, if the server says so.</summary>
    public OrpcExtent? Reason => _smart is null ? _rows.Reason : _smart.Reason;

    /// <summary>Opens what a server answered with.</summary>
    public static async Task<WmiRows> OpenAsync(
        DcomClient dcom, InterfacePointer? pointer, WmioDecoder decoder, CancellationToken cancellationToken) =>
        new(dcom, await dcom.TakeAsync<IEnumWbemClassObject>(pointer, cancellationToken).ConfigureAwait(false), decoder);

    /// <summary>Asks for the next objects ([MS-WMI] 3.1.4.4.2, 3.1.4.7.1).</summary>
    /// <param name="timeout">How long the server may wait for them.</param>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async Task<(List<WmioObject> Found, uint Status)> NextAsync(TimeSpan timeout, int count, CancellationToken cancellationToken)
    {
        var milliseconds = (int)timeout.TotalMilliseconds;
        if (_isBegun && !_isFetched) await FetchSmartAsync(cancellationToken).ConfigureAwait(false);
        _isBegun = true;
        if (_smart is not null)
        {
            var packet = await _smart.Interface.NextAsync(_proxy, milliseconds, (uint)count, cancellationToken).ConfigureAwait(false);
            return (_reader.Read(packet.Buffer), packet.Status);
        }

        var next = await _rows.Interface.NextAsync(milliseconds, (uint)count, cancellationToken).ConfigureAwait(false);
        return ([.. next.Objects.Select(Decode)], next.Status);
    }

    /// <inheritdoc/>
    public void Dispose() => _dcom.ReleaseSoon([.. _held]);

    private WmioObject Decode(InterfacePointer? one) => one is null
        ? throw new MalformedException(Malformed.BadValue, "a row without an object")
        : _decoder.DecodeUnit(ClassObject.Read(one).Span, _class);

    private async Task FetchSmartAsync(CancellationToken cancellationToken)
    {
        _isFetched = true;
        try
        {
            var fetch = await _rows.QueryAsync<IWbemFetchSmartEnum>(cancellationToken).ConfigureAwait(false);
            _held.Add(fetch.Std);
            var answer = await fetch.Interface.GetSmartEnumAsync(cancellationToken).ConfigureAwait(false);
            if (answer.Status != 0) return;
            var smart = await _dcom.TakeAsync<IWbemWcoSmartEnum>(answer.Enumerator, cancellationToken).ConfigureAwait(false);
            _held.Add(smart.Std);
            _smart = smart;
        }
        catch (Exception e) when (e is ComException or RpcFaultException)
        {
            // Servers without it, and those whose policy does not let us have it, have Next.
        }
    }
}
