using System.Net;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.DataTypes;
using Sekimori.Rpc.EndpointMap;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Towers;
using Sekimori.TestHost.Interfaces;

namespace Sekimori.Server.Tests.OneReading;

/// <summary>Calls as clients encode them, and as nobody does: changed in bits, lengths, byte order and syntax.</summary>
internal sealed class CallGenerator(int seed) : IRpcChannel
{
    /// <summary>The class that the policy of the test denies.</summary>
    public static readonly Guid Denied = new("49b2791a-b1ae-4c90-9b8e-e860ba07f889");

    private static readonly uint[] Edges =
        [0, 1, 2, 3, 4, 8, 13, 19, 64, 500, 501, 2000, 0x7fff_ffff, 0x8000_0000, 0xffff_ffff, 0x0002_0000, 0x0002_0004];

    private readonly Random _random = new(seed);
    private ushort _opnum;
    private byte[] _stub = [];

    public NdrSyntax Syntax { get; private set; }

    /// <summary>One call: for which of <paramref name="servers"/>, which operation, which stub, how encoded.</summary>
    public async Task<(int Server, ushort Opnum, byte[] Stub, NdrFormat Format)> NextAsync()
    {
        Syntax = _random.Next(2) == 0 ? NdrSyntax.Ndr20 : NdrSyntax.Ndr64;
        var server = _random.Next(4);
        try
        {
            await (server switch { 0 => MapperAsync(), 1 => NetlogonAsync(), 2 => LsaAsync(), _ => LauncherAsync() });
        }
        catch (NotSentException)
        {
            // The channel keeps what would have been sent.
        }
        var format = new NdrFormat(Syntax, _random.Next(40) == 0);
        if (_random.Next(40) == 0) format = format with { Syntax = (NdrSyntax)(1 - (int)Syntax) };
        for (var changes = _random.Next(3) == 0 ? 0 : _random.Next(1, 4); changes > 0; changes--) Change();
        return (server, _random.Next(200) == 0 ? (ushort)_random.Next(8) : _opnum, _stub, format);
    }

    public ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        (_opnum, _stub) = (opnum, stub.ToArray());
        throw new NotSentException();
    }

    private async Task MapperAsync()
    {
        var mapper = new EndpointMapperClient(this);
        switch (_random.Next(7))
        {
            case 0: await mapper.EptInsertAsync(3, [Entry(), Entry(), Entry()], 0, default); break;
            case 1: await mapper.EptDeleteAsync(1, [Entry()], default); break;
            case 2:
                await mapper.EptLookupAsync(
                (uint)_random.Next(6), Object(), _random.Next(2) == 0 ? null : new RpcIfId(Uuid(), 1, 0), 1, ContextHandle.Null, 10,
                default); break;
            case 3: await mapper.EptLookupHandleFreeAsync(ContextHandle.Null, default); break;
            case 4: await mapper.EptInqObjectAsync(default); break;
            case 5: await mapper.EptMgmtDeleteAsync((uint)_random.Next(2), Object(), Tower(), default); break;
            default: await mapper.EptMapAsync(Object(), Tower(), ContextHandle.Null, 4, default); break;
        }
    }

    private async Task NetlogonAsync() => await new NetlogonClient(this).NetrServerReqChallengeAsync(
        _random.Next(2) == 0 ? null : Text(), Text(),
        new(_random.Next(2) == 0 ? new byte[8] : [.. Enumerable.Range(0, 8).Select(_ => (byte)_random.Next(256))]), default);

    private async Task LsaAsync()
    {
        var lsa = new LsaRpcClient(this);
        var attributes = new LsaObjectAttributes(24, null, null, 0, null, new SecurityQualityOfService(12, 2, 1, 0));
        switch (_random.Next(4))
        {
            case 0: await lsa.LsarOpenPolicyAsync(92, attributes, 1, default); break;
            case 1: await lsa.LsarOpenPolicy2Async(_random.Next(3) == 0 ? null : Text(), attributes, 1, default); break;
            case 2: await lsa.LsarCloseAsync(new(0, Guid.NewGuid()), default); break;
            default:
                await lsa.LsarGetUserNameAsync(
                Text(), RpcUnicodeString.Of(Text()), _random.Next(2) == 0 ? null : RpcUnicodeString.Of(Text()), default); break;
        }
    }

    private async Task LauncherAsync()
    {
        var launcher = new LauncherClient(this);
        Guid[] iids = [.. Enumerable.Range(0, _random.Next(4)).Select(_ => Uuid())];
        switch (_random.Next(6))
        {
            case 0: await launcher.CountAsync((uint)_random.Next(), default); break;
            case 1: await launcher.TouchAsync(default); break;
            default:
                await launcher.LaunchAsync(
                _random.Next(3) == 0 ? Denied : Uuid(), (uint)iids.Length, iids, _random.Next(2) == 0 ? null : Text(),
                RpcUnicodeString.Of(Text()), default); break;
        }
    }

    private EptEntry Entry() =>
        new(Object() ?? default, Tower(), new string('a', _random.Next(20)) + (_random.Next(3) == 0 ? "\"é\n" : ""));

    private Guid? Object() => _random.Next(3) switch { 0 => null, 1 => Guid.Empty, _ => Uuid() };

    private Tower? Tower() => _random.Next(12) switch
    {
        0 => null,
        1 => new Tower(new byte[_random.Next(40)]),
        2 => new TowerBinding(new(Uuid(), 1, 0), SyntaxId.Ndr20, ProtocolSequence.NamedPipe, @"\pipe\lsass", "HOST").ToTower(),
        3 => new TowerBinding(new(Uuid(), 1, 0), SyntaxId.Ndr64, ProtocolSequence.Local, "epmapper", "").ToTower(),
        _ => new TowerBinding(new(Uuid(), 1, 0), SyntaxId.Ndr20, ProtocolSequence.Tcp, $"{_random.Next(65536)}",
            IPAddress.Loopback.ToString()).ToTower(),
    };

    private Guid Uuid() => _random.Next(8) == 0 ? Denied : new(_random.Next(50), 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);

    private string Text() =>
        new(
        [.. Enumerable.Range(0, _random.Next(1, 24))
        .Select(_ => (char)(_random.Next(30) == 0 ? _random.Next(1, 0x10000) : _random.Next(0x20, 0x7f)))]);

    private void Change()
    {
        if (_stub.Length == 0)
        {
            _stub = new byte[_random.Next(8)];
            return;
        }
        var at = _random.Next(_stub.Length);
        switch (_random.Next(6))
        {
            case 0: _stub[at] ^= (byte)(1 << _random.Next(8)); break;
            case 1: _stub[at] = (byte)_random.Next(256); break;
            case 2: Array.Resize(ref _stub, at); break;
            case 3: Array.Resize(ref _stub, _stub.Length + _random.Next(64)); break;
            case 4: _stub = [.. _stub[..at], .. new byte[4 * _random.Next(1, 3)], .. _stub[at..]]; break;
            default:
                at &= ~3;
                if (at + 4 <= _stub.Length) BitConverter.TryWriteBytes(_stub.AsSpan(at), Edges[_random.Next(Edges.Length)]);
                break;
        }
    }

    private sealed class NotSentException : Exception;
}
