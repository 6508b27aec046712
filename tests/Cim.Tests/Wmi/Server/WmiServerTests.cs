using Sekimori.Cim.Model;
using Sekimori.Cim.Schema;
using Sekimori.Cim.Tests;
using Sekimori.Dcom.References;
using Sekimori.Guard;
using Sekimori.Linux.Tests;
using Sekimori.Observations;
using Sekimori.Rpc;
using Sekimori.Rpc.Interfaces;
using Sekimori.Rpc.Orpc;
using Sekimori.Wmi.Interfaces;
using Sekimori.Wmi.Server;
using Sekimori.Wmi.Wmio;

namespace Sekimori.Wmi.Tests.Server;

/// <summary>The interfaces of WMI with generated clients, down to their stubs.</summary>
public sealed class WmiServerTests : IDisposable
{
    private readonly WmiClientKit _kit = new(Manager());

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _kit.Dispose();

    [Fact]
    public async Task The_activated_object_answers_as_Windows_does()
    {
        var call = new RpcCall { Interface = IWbemLevel1Login.Info, Opnum = 0, Caller = _kit.Caller, Group = _kit.Group };
        var activated = await _kit.Server.Class.Create(call, Token);
        var login = new WbemLevel1LoginClient(
            _kit, WmiClientKit.Ipid(_kit.Exporter.Marshal(call, activated, IWbemLevel1Login.Info.Id.Uuid)));
        Assert.Equal(new EstablishPositionResult(1, 0), await login.EstablishPositionAsync(null, 0, Token));
        Assert.Equal(0x8004100Cu, (await login.RequestChallengeAsync(null, null, Token)).Status);
        Assert.Equal(0x80004001u, (await login.WbemLoginAsync(null, Challenge.Empty, 0, null, Token)).Status);
        Assert.Equal(new ServicesResult(null, 0x8004100E), await login.NtlmLoginAsync("//./root/none", "en-US,en", 0x40, null, Token));
        var client = new WbemLoginClientIdClient(
            _kit, WmiClientKit.Ipid(_kit.Exporter.Marshal(call, activated, IWbemLoginClientId.Info.Id.Uuid)));
        Assert.Equal(0u, await client.SetClientInfoAsync("CLIENT", 7, 0, Token));
    }

    [Fact]
    public async Task Without_a_role_no_namespace_is_opened()
    {
        using var kit = new WmiClientKit(Manager(), new Caller("nobody", Role.None, "NTLM", ProtectionLevel.Integrity));
        Assert.Equal(0x80041003u, (await Assert.ThrowsAsync<WmiException>(() => kit.LogOn("root/test"))).Status);
    }

    /// <summary>[MS-WMI] 3.1.4: impersonation level identify is not enough, for a logon or any later call.</summary>
    [Fact]
    public async Task A_client_that_only_identifies_itself_is_denied_and_its_record_says_why()
    {
        var services = await _kit.LogOn("root/test");
        var caller = _kit.Caller;
        _kit.Caller = caller with { IsIdentifyOnly = true };
        var guard = new AnswerGuard();
        _kit.Guard = guard;
        Assert.Equal(WbemStatus.AccessDenied, (await Assert.ThrowsAsync<WmiException>(() => _kit.LogOn("root/test"))).Status);
        Assert.Equal(WbemStatus.AccessDenied,
            (await services.ExecQueryAsync("WQL", "SELECT * FROM Test_Greeting", 0, null, Token)).Status);
        Assert.Equal(WbemStatus.AccessDenied, (await services.GetObjectAsync("Test_Greeting", 0, null, new(null), null, Token)).Status);
        Assert.Equal(["identify_level", "identify_level", "identify_level"], guard.Facts.All.Select(one => one.Value));
        _kit.Caller = caller;
        Assert.Equal(0u, (await services.GetObjectAsync("Test_Greeting", 0, null, new(null), null, Token)).Status);
    }

    [Theory]
    [InlineData(0u, "text", "__CorrelationId")]
    [InlineData(0u, "int 64", "__ProviderArchitecture")]
    [InlineData(0u, "int 32", "__ProviderArchitecture")]
    [InlineData(0u, "int 64", "__PROVIDERARCHITECTURE", "bool", "__RequiredArchitecture")]
    [InlineData(0u, "texts", "A", "bytes", "B", "null", "C", "object", "D", "int 16", "__ProviderArchitecture")]
    [InlineData(0x80041008u, "int 16", "__ProviderArchitecture")]
    [InlineData(0x80041008u, "bad type", "A")]
    [InlineData(0x80041013u, "texts", "A", "bytes", "B", "null", "C", "int 32", "__ProviderArchitecture", "bool", "__RequiredArchitecture")]
    public async Task A_context_is_read(uint status, params string[] properties)
    {
        var services = await _kit.LogOn("root/test");
        var context = ContextBytes.Make(properties);
        var found = await services.GetObjectAsync("Test_Greeting", 0, context, new(null), null, Token);
        Assert.Equal(status, found.Status);
        Assert.Equal(status, (await services.ExecQueryAsync("WQL", "SELECT * FROM Test_Greeting", 0, context, Token)).Status);
    }

    [Fact]
    public async Task A_context_that_is_cut_off_or_no_context_is_an_invalid_parameter()
    {
        var services = await _kit.LogOn("root/test");
        var whole = ContextBytes.Make("texts", "A", "bytes", "B", "int 64", "__ProviderArchitecture", "bool", "__RequiredArchitecture");
        // Behind the header of the OBJREF and the counts.
        for (var length = 48; length < whole.Data.Length; length++)
        {
            var cut = InterfacePointer.Of(whole.Data[..length]);
            Assert.Equal(WbemStatus.InvalidParameter,
                (await services.GetObjectAsync("Test_Greeting", 0, cut, new(null), null, Token)).Status);
        }

        var other = ClassObject.ToPointer([1, 2, 3]);
        Assert.Equal(WbemStatus.InvalidParameter,
            (await services.GetObjectAsync("Test_Greeting", 0, other, new(null), null, Token)).Status);
    }

    [Fact]
    public async Task A_query_is_read_by_Next_and_by_the_smart_enumerator_from_one_position()
    {
        // impacket counts the terminator as a part of its text.
        var result = await (await _kit.LogOn(@"\\HOST\root\test")).ExecQueryAsync(
            "WQL\0", "SELECT Name FROM Test_Greeting\0", 0, null, Token);
        var rows = _kit.Enumerator(result);
        var next = await rows.NextAsync(-1, 1, Token);
        Assert.Equal((0u, 1u, 1), (next.Status, next.Returned, next.Objects.Length));
        Assert.Equal("a", WmiClientKit.Decode(next.Objects[0]).Instance!["Name"].AsString);

        var fetch = new WbemFetchSmartEnumClient(_kit, Query(result, IWbemFetchSmartEnum.Info));
        var smart = new WbemWcoSmartEnumClient(_kit, WmiClientKit.Ipid((await fetch.GetSmartEnumAsync(Token)).Enumerator));
        var packet = await smart.NextAsync(Guid.NewGuid(), -1, 5, Token);
        Assert.Equal((1u, 1u, packet.Buffer!.Length), (packet.Status, packet.Returned, (int)packet.Size));
        packet = await smart.NextAsync(Guid.NewGuid(), -1, 5, Token);
        Assert.Equal(new SmartNextResult(0, 0, null, 1), packet);

        Assert.Equal(0u, await rows.ResetAsync(Token));
        var clone = _kit.Enumerator(await rows.CloneAsync(Token));
        Assert.Equal(0u, await clone.SkipAsync(-1, 1, Token));
        Assert.Equal(1u, (await clone.NextAsync(-1, 9, Token)).Returned);
        Assert.Equal(2u, (await smart.NextAsync(Guid.NewGuid(), -1, 5, Token)).Returned);
        Assert.Equal(WbemStatus.NotSupported, await rows.NextToSinkAsync(1, null, Token));
    }

    [Fact]
    public async Task What_a_client_releases_is_gone()
    {
        var result = await (await _kit.LogOn("root/test")).ExecQueryAsync("WQL", "SELECT * FROM Test_Greeting", 0, null, Token);
        Assert.Equal(1, _kit.Server.OperationCount);
        Assert.NotEqual(0, _kit.Server.HeldBytes);
        var unknown = new Dcom.Remote.RemUnknownClient(_kit, _kit.Exporter.RemUnknownIpid);
        await unknown.RemReleaseAsync(1, [new(WmiClientKit.Ipid(result.Enumerator), 5, 0)], Token);
        Assert.Equal((0, 0L), (_kit.Server.OperationCount, _kit.Server.HeldBytes));
        await Assert.ThrowsAsync<RpcFaultException>(async () => await _kit.Enumerator(result).NextAsync(-1, 1, Token));
    }

    [Fact]
    public async Task Outer_and_inner_null_of_the_places_for_results_are_told_apart()
    {
        var services = await _kit.LogOn("root/test");
        var found = await services.GetObjectAsync("Test_Greeting", 0, null, new(null), null, Token);
        Assert.Equal((0u, true), (found.Status, found.Result is null));
        Assert.Equal("Test_Greeting", WmiClientKit.Decode(found.Found!.Pointer).Class.Name);
        found = await services.GetObjectAsync("Test_Greeting", 0, null, new(null), new(null), Token);
        Assert.Null(found.Result!.Pointer);
        Assert.Equal(new ObjectResult(null, null, 0x80041008), await services.GetObjectAsync("Test_Greeting", 0, null, null, null, Token));
        Assert.Equal(new ObjectResult(new(null), null, 0x80041008),
            await services.GetObjectAsync("Test_Greeting", 0x10, null, new(null), null, Token));
        Assert.Equal(new ObjectResult(new(null), new(null), 0x80041002),
            await services.GetObjectAsync("Test_None", 0, null, new(null), new(null), Token));
    }

    [Fact]
    public async Task A_semisynchronous_call_gives_its_result_later()
    {
        var services = await _kit.LogOn("root/test");
        var found = await services.GetObjectAsync("Test_Greeting.Name='b'", 0x10, null, new(null), new(null), Token);
        Assert.Equal((0u, true), (found.Status, found.Found!.Pointer is null));
        var result = new WbemCallResultClient(_kit, WmiClientKit.Ipid(found.Result!.Pointer));
        Assert.Equal("b", WmiClientKit.Decode((await result.GetResultObjectAsync(-1, Token)).Found).Instance!["Name"].AsString);
        Assert.Equal(new CallStatusResult(0, 0), await result.GetCallStatusAsync(0, Token));
        Assert.Equal(new ResultStringResult(null, 0), await result.GetResultStringAsync(0, Token));

        found = await services.GetObjectAsync("Test_Greeting.Name='x'", 0x10, null, new(null), new(null), Token);
        result = new WbemCallResultClient(_kit, WmiClientKit.Ipid(found.Result!.Pointer));
        Assert.Equal(new CallStatusResult(0x80041002, 0), await result.GetCallStatusAsync(-1, Token));
        Assert.Equal(new ResultObjectResult(null, 0x80041002), await result.GetResultObjectAsync(0, Token));

        var opened = await services.OpenNamespaceAsync("below", 0x10, null, new(null), new(null), Token);
        result = new WbemCallResultClient(_kit, WmiClientKit.Ipid(opened.Result!.Pointer));
        var below = new WbemServicesClient(_kit, WmiClientKit.Ipid((await result.GetResultServicesAsync(-1, Token)).Services));
        Assert.Equal(0u, (await below.ExecQueryAsync("WQL", "SELECT * FROM Test_Greeting", 0x30, null, Token)).Status);
        opened = await services.OpenNamespaceAsync("below", 0, null, new(null), null, Token);
        Assert.NotNull(opened.Child!.Pointer);
    }

    [Fact]
    public async Task A_call_of_a_method_that_takes_long_is_waited_for_and_released()
    {
        var services = await _kit.LogOn("root/test");
        var signature = MethodSignature.In(Greeting.Definition.FindMethod("Wait")!)!;
        var arguments = new CimInstance(signature) { [0] = 60_000u };
        var pointer = ClassObject.ToPointer(Encode(arguments));
        var started = await services.ExecMethodAsync("Test_Greeting.Name='a'", "Wait", 0x10, null, pointer, null, new(null), Token);
        Assert.Equal(0u, started.Status);
        var ipid = WmiClientKit.Ipid(started.Result!.Pointer);
        var result = new WbemCallResultClient(_kit, ipid);
        Assert.Equal(new CallStatusResult(0, WbemStatus.TimedOut), await result.GetCallStatusAsync(20, Token));
        await new Dcom.Remote.RemUnknownClient(_kit, _kit.Exporter.RemUnknownIpid).RemReleaseAsync(1, [new(ipid, 5, 0)], Token);
        Assert.Equal(0, _kit.Server.OperationCount);
    }

    [Fact]
    public async Task A_methods_answer_is_an_instance_of_PARAMETERS()
    {
        var services = await _kit.LogOn("root/test");
        var signature = MethodSignature.In(Greeting.Definition.FindMethod("Greet")!)!;
        var arguments = new CimInstance(signature);
        arguments.Set("Who", "world");
        var answer = await services.ExecMethodAsync(
            "Test_Greeting.Name=\"a\"\0", "Greet\0", 0, null, ClassObject.ToPointer(Encode(arguments)), new(null), null, Token);
        Assert.Equal((0u, true), (answer.Status, answer.Result is null));
        Assert.Equal("a greets world", WmiClientKit.Decode(answer.Found!.Pointer).Instance!["Text"].AsString);
        var bad = new InterfacePointer(4, new byte[] { 1, 2, 3, 4 });
        answer = await services.ExecMethodAsync("Test_Greeting.Name='a'", "Greet", 0, null, null, null, null, Token);
        Assert.Equal(0x80041008u, answer.Status);
        answer = await services.ExecMethodAsync("Test_Greeting.Name='a'", "Greet", 0, null, bad, new(null), null, Token);
        Assert.Equal(0x8004100Fu, answer.Status);
    }

    [Fact]
    public async Task A_change_tells_its_failure_by_the_result_object_if_there_is_a_place_for_it()
    {
        var services = await _kit.LogOn("root/test");
        Assert.Equal(new CallResult(null, 0x80041024), await services.DeleteInstanceAsync("Test_Greeting.Name='a'", 0, null, null, Token));
        var told = await services.DeleteInstanceAsync("Test_Greeting.Name='a'", 0, null, new(null), Token);
        Assert.Equal(0u, told.Status);
        var result = new WbemCallResultClient(_kit, WmiClientKit.Ipid(told.Result!.Pointer));
        Assert.Equal(new CallStatusResult(0x80041024, 0), await result.GetCallStatusAsync(0, Token));
        Assert.Equal(0x80041008u, (await services.PutInstanceAsync(null, 0, null, null, Token)).Status);
    }

    [Fact]
    public async Task Nothing_is_sent_to_sinks()
    {
        var services = await _kit.LogOn("root/test");
        Assert.Equal(
            WbemStatus.NotSupported, await services.ExecQueryToSinkAsync("WQL", "SELECT * FROM Test_Greeting", 0, null, null, Token));
        Assert.Equal(new SinkResult(null, WbemStatus.NotSupported), await services.QueryObjectSinkAsync(0, Token));
        Assert.Equal(WbemStatus.InvalidParameter, await services.CancelAsyncCallAsync(null, Token));
    }

    [Fact]
    public async Task The_guard_of_the_call_is_asked_about_each_class()
    {
        var guard = new ClassDenier("Test_Greeting");
        _kit.Guard = guard;
        var services = await _kit.LogOn("root/test");
        Assert.Equal(0x80041003u, (await services.ExecQueryAsync("WQL", "SELECT * FROM Test_Base", 0, null, Token)).Status);
        Assert.Contains("Test_Base", guard.Asked);
        Assert.Contains("Test_Greeting", guard.Asked);
        Assert.Equal(0x80041003u, (await services.GetObjectAsync("Test_Greeting", 0, null, new(null), null, Token)).Status);
        Assert.Contains("SELECT * FROM Test_Base", guard.Queries);
    }

    [Fact]
    public async Task The_guard_gets_the_text_and_the_arguments_that_the_operation_gets()
    {
        var guard = new ClassDenier("");
        _kit.Guard = guard;
        var services = await _kit.LogOn("root/test");
        var arguments = new CimInstance(MethodSignature.In(Greeting.Definition.FindMethod("Greet")!)!);
        arguments.Set("Who", "world");
        arguments.Set("Options", new TestOptions { Words = ["one"] });
        // Text with a terminator in it ends there, for the guard and for the method.
        var answer = await services.ExecMethodAsync("Test_Greeting.Name='a'\0junk", "Greet\0ing", 0, null,
            ClassObject.ToPointer(Encode(arguments)), new(null), null, Token);
        Assert.Equal(0u, answer.Status);
        var facts = guard.Calls[^1];
        Assert.Equal(("Test_Greeting.Name='a'", "Greet"), (facts[Fact.Object], facts[Fact.Method]));
        Assert.Contains(new(Fact.Argument, "Who=world"), facts.All);
        Assert.Contains(facts.All, one => one.Key == Fact.Argument && one.Value.StartsWith("Options.Words=", StringComparison.Ordinal));
        await services.ExecMethodAsync("Test_Greeting.Name='a'", "Greet", 0, null, new InterfacePointer(2, new byte[2]), new(null), null,
            Token);
        Assert.Equal("undecodable_arguments", guard.Calls[^1][Fact.Anomaly]);
        await services.PutInstanceAsync(ClassObject.ToPointer(Encode(new CimInstance(Greeting.Definition))), 0, null, null, Token);
        Assert.Equal("Test_Greeting", guard.Calls[^1][Fact.Name]);
    }

    private static ObjectManager Manager()
    {
        var provider = new GreetingProvider();
        return new ObjectManagerBuilder { Host = "HOST" }.Add("root/test", provider).Add("root/test", TestOptions.Definition)
            .Add("root/test/below", provider).Add("root/test/below", TestOptions.Definition).Build();
    }

    private Guid Query(EnumResult result, RpcInterfaceInfo info)
    {
        var unknown = new Dcom.Remote.RemUnknownClient(_kit, _kit.Exporter.RemUnknownIpid);
        return unknown.RemQueryInterfaceAsync(WmiClientKit.Ipid(result.Enumerator), 5, 1, [info.Id.Uuid], Token)
            .AsTask().GetAwaiter().GetResult().Results![0].Std.Ipid;
    }

    private static byte[] Encode(CimInstance instance)
    {
        var writer = new Wire.ByteWriter([]);
        new WmioEncoders("CLIENT", "root/test").For(instance.Class).WriteUnit(ref writer, instance);
        var bytes = writer.Written.ToArray();
        writer.Dispose();
        return bytes;
    }

    private sealed class AnswerGuard : ICallGuard
    {
        public FactSet Facts { get; } = new();

        public FactSet? FactsFor(RpcCall call) => null;

        public ValueTask AskAsync(RpcCall call, FactSet? facts) => default;

        public FactSet? FactsForAnswer(RpcCall call, ObservationKind kind) => kind == ObservationKind.Anomaly ? Facts : null;
    }

    private sealed class ClassDenier(string denied) : ICallGuard
    {
        public List<string> Asked { get; } = [];

        public List<string> Queries { get; } = [];

        public List<FactSet> Calls { get; } = [];

        public FactSet? FactsFor(RpcCall call) => new();

        public ValueTask AskAsync(RpcCall call, FactSet? facts)
        {
            Calls.Add(facts ?? FactSet.Empty);
            if (facts?[Fact.Query] is { } query)
                Queries.Add(query);
            return default;
        }

        public ValueTask AskFurtherAsync(RpcCall call, FactSet facts)
        {
            Asked.Add(facts[Fact.ClassName]!);
            return facts[Fact.ClassName] == denied ? throw new RpcFaultException(5, "denied") : default;
        }

        public FactSet? FactsForAnswer(RpcCall call, ObservationKind kind) => null;
    }
}
