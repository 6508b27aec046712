using System.Buffers.Binary;
using Sekimori.Dcom.Activation;
using Sekimori.Dcom.Objects;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Orpc.Tests;
using Sekimori.Rpc;
using Sekimori.Rpc.Orpc;
using Sekimori.Wire;

namespace Sekimori.Dcom.Tests;

public sealed class ActivationTests : IDisposable
{
    private static readonly Guid Finder = IFinder.Info.Id.Uuid;
    private static readonly Guid Unknown = new("00000000-0000-0000-c000-000000000046");
    private static readonly Guid Other = new("0000dead-0000-0000-c000-000000000046");
    private readonly DcomHost _host = new();

    public void Dispose() => _host.Dispose();

    [Fact]
    public async Task An_object_is_made_and_its_reference_says_where_it_is()
    {
        var (reply, std) = await _host.ActivateAsync(DcomHost.Alice);
        Assert.Equal((_host.Exporter.Oxid, _host.Exporter.RemUnknownIpid, 5u, ComVersion.Own),
            (reply.Oxid, reply.RemUnknown, reply.AuthnHint, reply.Version));
        Assert.Equal(["192.0.2.7[49152]", "host.example[49152]", "host[49152]"], reply.Bindings.Read().Strings.Select(one => one.Address));
        Assert.Equal((0u, 5u, reply.Oxid), (std.Flags, std.PublicRefs, std.Oxid));
        Assert.Equal(42u, await new ToucherClient(_host.BindObjects(DcomHost.Alice), std.Ipid).TouchAsync(DcomHost.Token) + 41);
    }

    [Fact]
    public async Task The_properties_of_the_reply_are_first_interfaces_then_exporter()
    {
        var result = await CreateAsync(DcomHost.Clsid, Finder);
        var custom = Assert.IsType<CustomObjref>(Objref.Read(result.Properties!.Data));
        Assert.Equal([ActivationIds.PropsOut, ActivationIds.ScmReply], ActivationBlob.Read(custom.Data).Select(one => one.Clsid));
        // dwSize counts from the header on.
        Assert.Equal(custom.Data.Length - 8, BinaryPrimitives.ReadInt32LittleEndian(custom.Data.Span));
    }

    [Fact]
    public async Task What_is_not_there_is_an_HRESULT()
    {
        Assert.Equal(ComStatus.ClassNotRegistered, (await CreateAsync(Other, Finder)).Status);
        Assert.Equal(ComStatus.NoInterface, (await CreateAsync(DcomHost.Clsid, Other)).Status);
        Assert.Equal((1, 1), (_host.Made, _host.Released));
        var partly = await CreateAsync(DcomHost.Clsid, Finder, Other, Unknown);
        Assert.Equal(0u, partly.Status);
        var reply = ActivationReply.Read(partly.Properties!);
        Assert.Equal([0u, ComStatus.NoInterface, 0u], reply.Results);
        Assert.Equal([false, true, false], reply.Pointers.Select(one => one is null));
        Assert.Equal(1, _host.Exporter.ObjectCount);
    }

    [Fact]
    public async Task A_class_object_makes_objects()
    {
        var result = await new RemoteScmActivatorClient(_host.Bind(_host.Scm, DcomHost.Alice)).RemoteGetClassObjectAsync(
            OrpcThis.ForCall(), ActivationRequest.For(DcomHost.Clsid, [IClassFactory.Info.Id.Uuid]), DcomHost.Token);
        var std = Assert.IsType<StandardObjref>(Objref.Read(ActivationReply.Read(result.Properties!).Pointers[0]!.Data)).Std;
        var factory = new ClassFactoryClient(_host.BindObjects(DcomHost.Alice), std.Ipid);
        Assert.Equal(0, _host.Made);
        Assert.Equal(0u, await factory.LockServerAsync(1, DcomHost.Token));
        var made = await factory.CreateInstanceAsync(Finder, DcomHost.Token);
        Assert.Equal((0u, 1), (made.Status, _host.Made));
        Assert.Equal(Finder, Objref.Read(made.Object!.Data).Iid);
        Assert.Equal(ComStatus.NoInterface, (await factory.CreateInstanceAsync(Other, DcomHost.Token)).Status);
        Assert.Equal((2, 1), (_host.Made, _host.Released));
    }

    [Fact]
    public async Task RemoteActivation_makes_an_object_or_says_why_not()
    {
        var client = new ActivationClient(_host.Bind(_host.Activation, DcomHost.Alice));
        var header = new OrpcThis(new(5, 1), 0, Guid.NewGuid());
        var made = await client.RemoteActivationAsync(
            header, DcomHost.Clsid, null, null, 2, 0, 2, [Finder, Other], 3, [7, 15, 12], DcomHost.Token);
        Assert.Equal((0u, 0u, 5u), (made.Status, made.Result, made.AuthnHint));
        Assert.Equal([0u, ComStatus.NoInterface], made.Results);
        Assert.Null(made.InterfaceData[1]);
        Assert.Equal(Finder, Objref.Read(made.InterfaceData[0]!.Data).Iid);
        var factory = await client.RemoteActivationAsync(
            header, DcomHost.Clsid, null, null, 2, uint.MaxValue, 1, [IClassFactory.Info.Id.Uuid], 1, [7], DcomHost.Token);
        Assert.Equal((0u, 1), (factory.Result, _host.Made));
        var failed = await client.RemoteActivationAsync(header, Other, null, null, 2, 0, 1, [Finder], 1, [7], DcomHost.Token);
        Assert.Equal((ComStatus.ClassNotRegistered, ComStatus.ClassNotRegistered), (failed.Status, failed.Result));
        Assert.Equal([0u], failed.Results);
        Assert.Equal([null], failed.InterfaceData);
        var file = await client.RemoteActivationAsync(header, DcomHost.Clsid, @"\\x\y", null, 2, 0, 1, [Finder], 1, [7], DcomHost.Token);
        Assert.Equal(ComStatus.NotImplemented, file.Result);
    }

    [Fact]
    public async Task A_later_version_is_not_served()
    {
        var result = await new RemoteScmActivatorClient(_host.Bind(_host.Scm, DcomHost.Alice)).RemoteCreateInstanceAsync(
            new(new(5, 8), 0, Guid.NewGuid()), null, ActivationRequest.For(DcomHost.Clsid, [Finder]), DcomHost.Token);
        Assert.Equal((ComStatus.VersionMismatch, null), (result.Status, result.Properties));
    }

    [Theory]
    [InlineData(ProtectionLevel.Packet)]
    [InlineData(ProtectionLevel.Connect)]
    public async Task Less_than_integrity_is_denied_and_recorded_but_for_old_clients(ProtectionLevel level)
    {
        var guard = new RecordingGuard();
        var caller = DcomHost.Alice with { Level = level };
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => CreateAsync(_host, caller, guard));
        Assert.Equal(RpcStatus.AccessDenied, fault.Status);
        Assert.Contains("activation_level", guard.All(Fact.Anomaly));
        Assert.Contains(DcomHost.Clsid.ToString(), guard.All(Fact.Clsid));
        using var old = new DcomHost(level: _ => ProtectionLevel.Connect);
        Assert.Equal(0u, (await CreateAsync(old, caller, guard)).Status);
        // A client that takes the hint as it is protects its calls all the same.
        var (reply, _) = await old.ActivateAsync(caller);
        Assert.Equal(5u, reply.AuthnHint);
    }

    [Fact]
    public async Task Nobody_is_served_without_a_logon_or_a_role()
    {
        using var old = new DcomHost(level: _ => ProtectionLevel.None);
        await Assert.ThrowsAsync<RpcFaultException>(() => CreateAsync(old, Caller.Anonymous, null));
        await Assert.ThrowsAsync<RpcFaultException>(() => CreateAsync(old, DcomHost.Alice with { Role = Role.None }, null));
        Assert.Equal(0, old.Made);
    }

    [Fact]
    public async Task A_class_whose_interface_needs_privacy_hints_at_it_and_demands_it()
    {
        using var strict = new DcomHost(levelOf: iid => iid == Finder ? ProtectionLevel.Privacy : ProtectionLevel.None);
        var caller = DcomHost.Alice with { Level = ProtectionLevel.Integrity };
        var (reply, std) = await strict.ActivateAsync(caller);
        Assert.Equal(6u, reply.AuthnHint);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(
            () => new FinderClient(strict.BindObjects(caller), std.Ipid).TouchAsync(DcomHost.Token).AsTask());
        Assert.Equal(RpcStatus.AccessDenied, fault.Status);
        Assert.Equal(ComStatus.False, await new FinderClient(strict.BindObjects(DcomHost.Alice), std.Ipid).TouchAsync(DcomHost.Token));
    }

    [Fact]
    public void The_other_definition_of_the_special_properties_is_read()
    {
        // SpecialPropertiesData_Alternate: eight reserved numbers, nothing of 64 bits.
        var properties = new byte[16 + 80];
        (properties[0], properties[1], properties[2], properties[8]) = (1, 0x10, 8, 80);
        var request = Request((ActivationIds.SpecialProperties, properties), Instantiation(Finder), Location(), Scm());
        Assert.True(request.IsComplete);
        Assert.Equal([Finder], request.Iids);
    }

    [Fact]
    public async Task A_property_that_is_missing_is_an_invalid_argument()
    {
        foreach (var request in new[]
        {
            Request(Instantiation(Finder), Location()), Request(Location(), Scm()), Request(Instantiation(Finder), Scm())
        })
            Assert.Equal(ComStatus.InvalidArgument, (await SendAsync(request)).Status);
        Assert.Equal(ComStatus.InvalidArgument, (await SendAsync(null)).Status);
        Assert.Equal(0, _host.Made);
    }

    [Fact]
    public async Task Every_interface_that_the_IDL_allows_is_answered_and_the_references_are_limited()
    {
        Guid[] many = [.. Enumerable.Range(0, 300).Select(_ => Guid.NewGuid()), Finder];
        var reply = ActivationReply.Read((await CreateAsync(DcomHost.Clsid, many)).Properties!);
        Assert.Equal([.. Enumerable.Repeat(ComStatus.NoInterface, 300), 0u], reply.Results);
        Assert.Equal(301, reply.Pointers.Count);
        many = [.. Enumerable.Repeat(Finder, 32_766), Other, Unknown];
        reply = ActivationReply.Read((await CreateAsync(DcomHost.Clsid, many)).Properties!);
        Assert.Equal(256, reply.Pointers.Count(one => one is not null));
        Assert.All(reply.Results.Take(256), one => Assert.Equal(0u, one));
        Assert.Equal([ComStatus.OutOfMemory, ComStatus.NoInterface, ComStatus.OutOfMemory], reply.Results.TakeLast(3));
        Assert.Equal(2, _host.Exporter.ObjectCount);
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(8u)]
    public async Task A_server_of_a_certain_address_space_is_not_registered(uint flags)
    {
        var info = TypeSerialization.Write(new InstantiationInfo(DcomHost.Clsid, 0x14, flags, 0, 1, 0, [Finder], 0, ComVersion.Own));
        Assert.Equal(ComStatus.ClassNotRegistered,
            (await SendAsync(Request((ActivationIds.Instantiation, info), Location(), Scm()))).Status);
    }

    [Fact]
    public void Changed_properties_are_read_or_malformed()
    {
        var whole = Convert.FromHexString(WindowsStubs.CreateInstance)[48..];
        var random = new Random(1);
        var malformed = 0;
        for (var round = 0; round < 30_000; round++)
        {
            var bytes = whole.ToArray();
            for (var changes = 1 + random.Next(3); changes > 0; changes--)
                bytes[random.Next(bytes.Length)] = random.Next(3) switch { 0 => 0, 1 => 0xff, _ => (byte)random.Next(256) };
            try
            {
                ActivationRequest.Read(bytes.AsMemory(0, random.Next(8) == 0 ? random.Next(bytes.Length) : bytes.Length));
            }
            catch (MalformedException)
            {
                malformed++;
            }
        }

        Assert.InRange(malformed, 1000, 29_999);
    }

    private static ActivationRequest Request(params (Guid, byte[])[] properties) => ActivationRequest.Read(
        new CustomObjref(ActivationIds.PropertiesInIid, ActivationIds.PropertiesIn, ActivationBlob.Write(2, properties)).ToArray());

    private static (Guid, byte[]) Instantiation(params Guid[] iids) => (ActivationIds.Instantiation, TypeSerialization.Write(
        new InstantiationInfo(DcomHost.Clsid, 0x14, 0, 0, (uint)iids.Length, 0, iids, 0, ComVersion.Own)));

    private static (Guid, byte[]) Location() => (ActivationIds.ServerLocation, TypeSerialization.Write(new LocationInfo(null, 0, 0, 0)));

    private static (Guid, byte[]) Scm() => (ActivationIds.ScmRequest, TypeSerialization.Write(
        new ScmRequestInfo(null, new RemoteRequestScmInfo(2, 1, [7]))));

    private static async Task<RemoteScmResult> CreateAsync(DcomHost host, Caller caller, RecordingGuard? guard) =>
        await new RemoteScmActivatorClient(host.Bind(host.Scm, caller, guard: guard)).RemoteCreateInstanceAsync(
            OrpcThis.ForCall(), null, ActivationRequest.For(DcomHost.Clsid, [Finder]), DcomHost.Token);

    private async Task<RemoteScmResult> CreateAsync(Guid clsid, params Guid[] iids) =>
        await SendAsync(ActivationRequest.For(clsid, iids));

    private async Task<RemoteScmResult> SendAsync(ActivationRequest? request) =>
        await new RemoteScmActivatorClient(_host.Bind(_host.Scm, DcomHost.Alice)).RemoteCreateInstanceAsync(
            OrpcThis.ForCall(), null, request, DcomHost.Token);
}
