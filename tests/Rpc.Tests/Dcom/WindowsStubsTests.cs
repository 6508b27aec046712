using System.Buffers;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.References;
using Sekimori.Dcom.Remote;
using Sekimori.Dcom.Resolver;
using Sekimori.Ndr;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;

namespace Sekimori.Dcom.Tests;

/// <summary>What Windows wrote is read, and written again it is the same.</summary>
public class WindowsStubsTests
{
    private static readonly Guid WbemLevel1Login = new("8bc3f05e-d86b-11d0-a075-00c04fb68820");
    private static readonly Guid WbemLevel1LoginIid = new("f309ad18-d86a-11d0-a075-00c04fb68820");
    private static readonly Guid ShellWindows = new("9ba05972-f6a8-11cf-a442-00a0c90a8f39");

    [Fact]
    public async Task The_reply_of_ServerAlive2_is_read_and_written_alike()
    {
        var reply = await Client(WindowsStubs.ServerAlive2Reply, channel => new ObjectExporterClient(channel)
            .ServerAlive2Async(TestContext.Current.CancellationToken));
        Assert.Equal(ComVersion.Own, reply.Version);
        var (strings, security) = reply.Bindings!.Read();
        Assert.Equal(["WORKSTATION6", "172.18.39.6"], strings.Select(one => one.Address));
        Assert.All(strings, one => Assert.Equal(StringBinding.Tcp, one.TowerId));
        Assert.Contains(new SecurityBinding(SecurityBinding.Ntlm, ""), security);
        var again = DualStringArray.Of(strings, security);
        Assert.Equal(reply.Bindings.Strings, again.Strings);
        Assert.Equal(reply.Bindings.SecurityOffset, again.SecurityOffset);
    }

    [Theory]
    [InlineData(WindowsStubs.CreateInstance, true)]
    [InlineData(WindowsStubs.GetClassObject, false)]
    public void A_request_of_an_activation_says_class_and_interface(string stub, bool hasOuter)
    {
        var reader = Reader(stub);
        var header = OrpcThis.ReadNdr(ref reader);
        // ORPCF_LOCAL: an activation may have it.
        Assert.Equal((ComVersion.Own, 1u), (header.Version, header.Flags));
        if (hasOuter) Assert.Equal(0u, reader.ReadReferent());
        Assert.NotEqual(0u, reader.ReadReferent());
        var request = ActivationRequest.ReadNdr(ref reader);
        Assert.Equal(0, reader.Remaining);
        Assert.True(request.IsComplete);
        Assert.Equal(hasOuter ? WbemLevel1Login : ShellWindows, request.Clsid);
        Assert.Equal([hasOuter ? WbemLevel1LoginIid : Activation.IClassFactory.Info.Id.Uuid], request.Iids);
        Assert.Equal([StringBinding.Tcp], request.Protseqs);
        Assert.Null(request.FileName);
    }

    [Theory]
    [InlineData(WindowsStubs.CreateInstanceReply, "WORKSTATION6[50937]", 6)]
    [InlineData(WindowsStubs.GetClassObjectReply, "WORKSTATION6[49913]", 6)]
    public async Task The_reply_of_an_activation_is_read_and_written_alike(string stub, string address, int providers)
    {
        var result = await Client(stub, channel => new RemoteScmActivatorClient(channel).RemoteGetClassObjectAsync(
            OrpcThis.ForCall(), null, TestContext.Current.CancellationToken));
        Assert.Equal(0u, result.Status);
        var reply = ActivationReply.Read(result.Properties!);
        var (strings, security) = reply.Bindings.Read();
        Assert.Equal(address, strings[0].Address);
        Assert.Equal((address[..12], address[13..^1]), (strings[0].Host, strings[0].Endpoint));
        Assert.Equal(providers, security.Count);
        Assert.Equal([0u], reply.Results);
        var std = Assert.IsType<StandardObjref>(Objref.Read(reply.Pointers[0]!.Data));
        Assert.Equal((5u, reply.Oxid), (std.Std.PublicRefs, std.Std.Oxid));
        Assert.Equal(reply.Pointers[0]!.Data.ToArray(), std.ToArray());
        // Windows writes the header's reserved pointer and numbers of its own: equal in meaning, and read the same.
        var again = ActivationReply.Read(reply.ToPointer());
        Assert.Equal((reply.Oxid, reply.RemUnknown, reply.AuthnHint, reply.Version),
            (again.Oxid, again.RemUnknown, again.AuthnHint, again.Version));
        Assert.Equal(reply.Bindings.Strings, again.Bindings.Strings);
        Assert.Equal(reply.Pointers[0]!.Data.ToArray(), again.Pointers[0]!.Data.ToArray());
        Assert.Equal(result.Properties!.Size, reply.ToPointer().Size);
    }

    [Fact]
    public async Task RemQueryInterface_is_read_and_written_alike()
    {
        using var host = new DcomHost();
        var result = await Client(WindowsStubs.QueryInterfaceReply, channel => new RemUnknownClient(channel)
            .RemQueryInterfaceAsync(Guid.Empty, 5, 1, [Guid.Empty], TestContext.Current.CancellationToken));
        Assert.Equal(0u, result.Status);
        Assert.Equal(5u, Assert.Single(result.Results!).Std.PublicRefs);
        var missing = await Client(WindowsStubs.NoInterfaceReply, channel => new RemUnknownClient(channel)
            .RemQueryInterfaceAsync(Guid.Empty, 5, 1, [Guid.Empty], TestContext.Current.CancellationToken));
        Assert.Equal((ComStatus.NoInterface, ComStatus.NoInterface), (missing.Status, Assert.Single(missing.Results!).Result));
    }

    [Fact]
    public async Task The_calls_of_a_client_have_the_bytes_of_Windows()
    {
        Assert.Equal(Body(WindowsStubs.QueryInterface), Body(await Request(channel => new RemUnknownClient(channel).RemQueryInterfaceAsync(
            new("00022c0b-0bf0-0000-986c-272ef5594c34"), 5, 1, [new("d4781cd6-e5d3-44df-ad94-930efe48a887")],
            TestContext.Current.CancellationToken))));
        Assert.Equal(Body(WindowsStubs.Release), Body(await Request(channel => new RemUnknownClient(channel).RemReleaseAsync(3,
        [
            new(new("00008429-0bf0-0000-7fe4-6a42457c93ba"), 5, 0), new(new("00023014-0bf0-0000-7ef4-1de60a83d372"), 5, 0),
            new(new("00022c0b-0bf0-0000-986c-272ef5594c34"), 5, 0),
        ], TestContext.Current.CancellationToken))));
        Assert.Equal(WindowsStubs.ResolveOxid2, await Request(channel => new ObjectExporterClient(channel)
            .ResolveOxid2Async(0xdd1bdac8861325b0, 1, [StringBinding.Tcp], TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task The_reply_of_ResolveOxid2_is_read()
    {
        var reply = await Client(WindowsStubs.ResolveOxid2Reply, channel => new ObjectExporterClient(channel)
            .ResolveOxid2Async(1, 1, [StringBinding.Tcp], TestContext.Current.CancellationToken));
        Assert.Equal((0u, 5u, ComVersion.Own), (reply.Status, reply.AuthnHint, reply.Version));
        Assert.Equal("49913", reply.Bindings!.Read().Strings[0].Endpoint);
    }

    // Without ORPCTHIS, whose causality is a new one each time.
    private static string Body(string stub) => stub[64..];

    private static NdrReader Reader(string stub) => new(Convert.FromHexString(stub), new(NdrSyntax.Ndr20));

    private static ValueTask<T> Client<T>(string reply, Func<IRpcChannel, ValueTask<T>> call) => call(new Answering(reply));

    private static async Task<string> Request<T>(Func<IRpcChannel, ValueTask<T>> call)
    {
        var channel = new Answering("");
        try
        {
            await call(channel);
        }
        catch (Wire.MalformedException)
        {
            // There is no answer to read.
        }

        return channel.Request;
    }

    private sealed class Answering(string reply) : IRpcChannel
    {
        public NdrSyntax Syntax => NdrSyntax.Ndr20;

        public string Request { get; private set; } = "";

        public ValueTask<RpcReply> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, Guid? @object, CancellationToken cancellationToken)
        {
            Request = Convert.ToHexStringLower(stub.Span);
            return new(new RpcReply(Convert.FromHexString(reply), new(NdrSyntax.Ndr20)));
        }
    }
}
