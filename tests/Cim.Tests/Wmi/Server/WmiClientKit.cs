using System.Buffers;
using System.Net;
using Sekimori.Dcom;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Rpc;
using Sekimori.Rpc.Association;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Server;

/// <summary>A client of the server's interfaces, without anything between but the exporter: calls go by IPID.</summary>
internal sealed class WmiClientKit : IRpcChannel, IDcomBindings, IDisposable
{
    private static readonly WmioDecoder _decoder = new(new WmioLimits());
    private readonly IReadOnlyList<ServedInterface> _served;

    public WmiClientKit(Cim.Schema.ObjectManager manager, Caller? caller = null)
    {
        Caller = caller ?? new Caller("boss", Role.Administrator, "NTLM", ProtectionLevel.Integrity, UnixUser: Environment.UserName);
        Exporter = new ObjectExporter(new DcomOptions { Bindings = this }, TimeProvider.System);
        Server = new WmiServer(manager, Exporter, new WmiLimits(), TimeProvider.System);
        _served = Exporter.Serve(Server.Class.Interfaces);
    }

    public Caller Caller { get; set; }

    public ObjectExporter Exporter { get; }

    public WmiServer Server { get; }

    public AssociationGroup Group { get; } = new(1);

    /// <summary>Asked about each call.</summary>
    public ICallGuard? Guard { get; set; }

    public NdrSyntax Syntax => NdrSyntax.Ndr20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
    {
        // Everything on one context, whatever the interface: aiowmi does so.
        var target = _served[0].Interface.Resolve(@object, Caller, Group);
        var reply = new ArrayBufferWriter<byte>();
        await target.InvokeAsync(NewCall(target.Info, opnum, @object), stub, new(NdrSyntax.Ndr20), reply, cancellationToken);
        return new(reply.WrittenMemory, new(NdrSyntax.Ndr20));
    }

    /// <summary>Activates and logs on.</summary>
    public async Task<WbemServicesClient> LogOn(string space)
    {
        var call = NewCall(IWbemLevel1Login.Info, 0, null);
        var activated = await Server.Class.Create(call, Token);
        var login = new WbemLevel1LoginClient(this, Ipid(Exporter.Marshal(call, activated, IWbemLevel1Login.Info.Id.Uuid)));
        var result = await login.NtlmLoginAsync(space, null, 0, null, Token);
        return result.Status == 0 ? new(this, Ipid(result.Services)) : throw new WmiException(result.Status, "logon");
    }

    public EnumWbemClassObjectClient Enumerator(EnumResult result)
    {
        Assert.Equal(0u, result.Status);
        return new(this, Ipid(result.Enumerator));
    }

    public static Guid Ipid(InterfacePointer? pointer) => Assert.IsType<StandardObjref>(Objref.Read(pointer!.Data)).Std.Ipid;

    public static WmioObject Decode(InterfacePointer? pointer) => _decoder.DecodeUnit(ClassObject.Read(pointer!).Span);

    public DualStringArray Resolver(IPEndPoint? local) => DualStringArray.Empty;

    DualStringArray IDcomBindings.Exporter(IPEndPoint? local) => DualStringArray.Empty;

    public void Dispose() => Exporter.Dispose();

    private RpcCall NewCall(RpcInterfaceInfo info, ushort opnum, Guid? ipid) => new()
    {
        Interface = info, Opnum = opnum, Object = ipid, Caller = Caller, Group = Group, Local = new(IPAddress.Loopback, 1), Guard = Guard,
    };
}
