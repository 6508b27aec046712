using System.Buffers;
using System.Net;
using Sekimori.Cim.Schema;
using Sekimori.Dcom;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Wmi;
using Sekimori.Wmi.Server;

namespace Sekimori.Fuzz.Wmi;

/// <summary>DCOM with WMI without sockets: the interfaces of port 135 and of the exporter, called as a connection calls them.</summary>
internal sealed class OrpcHost : IRpcChannel, IDisposable
{
    private static readonly Caller Caller = new(
        "fuzz", Role.Administrator, "NTLM", ProtectionLevel.Privacy, new(IPAddress.Loopback, 40000), UnixUser: "nobody");

    private readonly AssociationGroup _group = new(1);
    private readonly Dictionary<Guid, RpcServerInterface> _resolver;
    private readonly RpcServerInterface _context;
    private CancellationTokenSource _connection = new();

    public OrpcHost()
    {
        var manager = new ObjectManagerBuilder { Host = "HOST" }.Add("root/cimv2", new OrpcProvider()).Build();
        // Small limits: what a request can make must be bounded by them, and not by its luck.
        Exporter = new(new DcomOptions { Port = 49152, Limits = new() { MaxObjectsPerAccount = 256 } }, TimeProvider.System);
        Server = new(manager, Exporter, new WmiLimits { MaxOperationsPerAccount = 256 }, TimeProvider.System);
        var classes = new ClassRegistry();
        classes.Add(Server.Class);
        _resolver = Exporter.ServeResolver(classes).ToDictionary(one => one.Interface.Info.Id.Uuid, one => one.Interface);
        _context = Exporter.Serve(classes.Interfaces)[0].Interface;
    }

    public ObjectExporter Exporter { get; }

    public WmiServer Server { get; }

    /// <summary>Cancelled with the connection.</summary>
    public CancellationToken Connection => _connection.Token;

    public NdrSyntax Syntax => NdrSyntax.Ndr20;

    /// <summary>Receives each request of a client.</summary>
    public Action<OrpcRequest>? Recorder { get; set; }

    /// <summary>The interface of port 135 that calls without an object are for.</summary>
    public Guid Resolver { get; set; }

    public async ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        Recorder?.Invoke(new(@object is null ? Resolver : null, @object, opnum, stub.ToArray()));
        var reply = new ArrayBufferWriter<byte>();
        await RunAsync(new(@object is null ? Resolver : null, @object, opnum, stub.ToArray()), reply, cancellationToken);
        return new(reply.WrittenMemory, new(NdrSyntax.Ndr20));
    }

    /// <summary>Runs a request.</summary>
    public ValueTask RunAsync(OrpcRequest request, IBufferWriter<byte> reply, CancellationToken cancellationToken)
    {
        var target = request.Resolver is { } iid ? _resolver[iid] : _context.Resolve(request.Object, Caller, _group);
        var call = new RpcCall
        {
            Interface = target.Info, Opnum = request.Opnum, Object = request.Object, Caller = Caller, Group = _group,
            Local = new(IPAddress.Loopback, 135), Remote = Caller.Remote, StubLength = request.Stub.Length,
        };
        return target.InvokeAsync(call, request.Stub, new(NdrSyntax.Ndr20), reply, cancellationToken);
    }

    /// <summary>Waits for a call. After a time its connection ends, and the next calls have another one.</summary>
    public async Task WaitAsync(Task call, TimeSpan patience)
    {
        if (await Task.WhenAny(call, Task.Delay(patience)) != call)
        {
            await _connection.CancelAsync();
            _connection.Dispose();
            _connection = new();
        }
        // What does not end with its connection is found by the test's own limit.
        await call;
    }

    public void Dispose()
    {
        _connection.Dispose();
        Exporter.Dispose();
    }
}
