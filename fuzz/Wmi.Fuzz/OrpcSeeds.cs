using Sekimori.Dcom.Activation;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Remote;
using Sekimori.Dcom.Resolver;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Fuzz.Wmi;

/// <summary>Requests to begin with: what clients of DCOM and WMI send, from the activation to the release.</summary>
internal static class OrpcSeeds
{
    /// <summary>Makes requests for the objects of a host, which stay.</summary>
    public static async Task<IReadOnlyList<OrpcRequest>> MakeAsync(OrpcHost host)
    {
        var requests = new List<OrpcRequest>();
        host.Recorder = requests.Add;
        host.Resolver = IRemoteScmActivator.Info.Id.Uuid;
        var scm = new RemoteScmActivatorClient(host);
        await scm.RemoteGetClassObjectAsync(
            OrpcThis.ForCall(), ActivationRequest.For(WmiServer.Clsid, [IClassFactory.Info.Id.Uuid]), default);
        var activated = await scm.RemoteCreateInstanceAsync(OrpcThis.ForCall(), null,
            ActivationRequest.For(WmiServer.Clsid, [IWbemLevel1Login.Info.Id.Uuid, IWbemLoginClientId.Info.Id.Uuid]), default);
        var pointers = ActivationReply.Read(activated.Properties!).Pointers;
        await ResolveAsync(host, pointers[0]!);
        var login = new WbemLevel1LoginClient(host, Ipid(pointers[0]));
        await login.EstablishPositionAsync(null, 0, default);
        await login.WbemLoginAsync(null, Challenge.Empty, 0, null, default);
        await new WbemLoginClientIdClient(host, Ipid(pointers[1])).SetClientInfoAsync("CLIENT", 7, 0, default);
        var space = await login.NtlmLoginAsync("//./root/cimv2", "en-US", 0, null, default);
        var services = new WbemServicesClient(host, Ipid(space.Services));
        await CallAsync(services);
        await EnumerateAsync(host, services);
        var pending = await services.GetObjectAsync("Outer", 0x10, null, new(null), new(null), default);
        var result = new WbemCallResultClient(host, Ipid(pending.Result!.Pointer));
        await result.GetResultObjectAsync(-1, default);
        await result.GetCallStatusAsync(0, default);
        var unknown = new RemUnknown2Client(host, host.Exporter.RemUnknownIpid);
        await unknown.RemQueryInterfaceAsync(Ipid(pointers[0]), 5, 1, [IWbemLoginClientId.Info.Id.Uuid], default);
        await unknown.RemQueryInterface2Async(Ipid(pointers[0]), 1, [IWbemLoginClientId.Info.Id.Uuid], default);
        await unknown.RemAddRefAsync(1, [new(Ipid(pointers[0]), 1_000_000, 0)], default);
        await unknown.RemReleaseAsync(1, [new(Ipid(pointers[1]), 1, 0)], default);
        host.Recorder = null;
        return requests;
    }

    private static async Task ResolveAsync(OrpcHost host, InterfacePointer pointer)
    {
        host.Resolver = IObjectExporter.Info.Id.Uuid;
        var std = ((StandardObjref)Objref.Read(pointer.Data)).Std;
        var resolver = new ObjectExporterClient(host);
        await resolver.ResolveOxid2Async(std.Oxid, 1, [StringBinding.Tcp], default);
        await resolver.ServerAlive2Async(default);
        var set = await resolver.ComplexPingAsync(0, 1, 1, 0, [std.Oid], null, default);
        await resolver.ComplexPingAsync(set.SetId, 2, 0, 1, null, [std.Oid], default);
        await resolver.SimplePingAsync(set.SetId, default);
        host.Resolver = IActivation.Info.Id.Uuid;
        await new ActivationClient(host).RemoteActivationAsync(OrpcThis.ForCall(), WmiServer.Clsid, null, null, 2, 0, 1,
            [IWbemLevel1Login.Info.Id.Uuid], 1, [StringBinding.Tcp], default);
    }

    private static async Task CallAsync(WbemServicesClient services)
    {
        var outer = new WmioEncoders("CLIENT", "root/cimv2").For(WmioSeeds.Outer);
        var signature = MethodSignature.In(WmioSeeds.Outer.FindMethod("Everything")!)!;
        var arguments = new WmioEncoders("CLIENT", "root/cimv2").For(signature);
        await services.GetObjectAsync("Outer", 0, null, new(null), null, default);
        await services.GetObjectAsync("Outer.KeyName=\"x\"", 0, null, new(null), null, default);
        await services.ExecMethodAsync("Outer", "Everything", 0, null, Sent(arguments, new(signature)), new(null), null, default);
        await services.ExecMethodAsync("Outer.KeyName='x'", "Nothing", 0, null, null, new(null), null, default);
        await services.PutInstanceAsync(Sent(outer, WmioSeeds.Fill(1)), 0, null, new(null), default);
        await services.DeleteInstanceAsync("Outer.KeyName=\"x\"", 0, null, null, default);
        await services.PutClassAsync(ClassObject.ToPointer(WmioSeeds.Own()[0]), 0, null, null, default);
        await services.DeleteClassAsync("Outer", 0, null, null, default);
        await services.OpenNamespaceAsync("below", 0, null, new(null), null, default);
        await services.ExecQueryToSinkAsync("WQL", "SELECT * FROM Outer", 0, null, ClassObject.ToPointer([]), default);
    }

    private static async Task EnumerateAsync(OrpcHost host, WbemServicesClient services)
    {
        await services.CreateClassEnumAsync("", 0, null, default);
        await services.CreateInstanceEnumAsync("Outer", 0x30, null, default);
        var found = await services.ExecQueryAsync("WQL", "SELECT KeyName, String FROM Outer WHERE SInt32 = -3", 0, null, default);
        var rows = new EnumWbemClassObjectClient(host, Ipid(found.Enumerator));
        await rows.NextAsync(0, 1, default);
        await rows.SkipAsync(0, 1, default);
        await rows.ResetAsync(default);
        await rows.CloneAsync(default);
        var unknown = new RemUnknown2Client(host, host.Exporter.RemUnknownIpid);
        var fetch = await unknown.RemQueryInterface2Async(Ipid(found.Enumerator), 1, [IWbemFetchSmartEnum.Info.Id.Uuid], default);
        var smart = await new WbemFetchSmartEnumClient(host, Ipid(fetch.Pointers![0])).GetSmartEnumAsync(default);
        await new WbemWcoSmartEnumClient(host, Ipid(smart.Enumerator)).NextAsync(Guid.NewGuid(), 0, 10, default);
    }

    private static Guid Ipid(InterfacePointer? pointer) => ((StandardObjref)Objref.Read(pointer!.Data)).Std.Ipid;

    private static InterfacePointer Sent(InstanceEncoder encoder, Cim.Model.CimInstance instance)
    {
        var writer = new ByteWriter([]);
        encoder.WriteUnit(ref writer, instance);
        var pointer = ClassObject.ToPointer(writer.Written.ToArray());
        writer.Dispose();
        return pointer;
    }
}
