using Sekimori.Dcom.Automation;
using Sekimori.Dcom.References;
using Sekimori.Ndr;
using Sekimori.Observations;
using Sekimori.Rpc.Interfaces;

namespace Sekimori.Dcom.Tests.Automation;

/// <summary>
/// Calls of IDispatch that Windows and impacket wrote are read; what we write is the same but for the numbers of pointers.
/// </summary>
public sealed class DispatchStubsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DispatchStubs.GetDocumentReply, "b0251386c8da1bdd")]
    [InlineData(DispatchStubs.ObjectReply, "6e08c89d6818c0b5")]
    public async Task A_reply_with_an_object_is_read(string stub, string oxid)
    {
        var (result, _) = await InvokeAsync(stub, DispParams.Of([]));
        Assert.Equal((0u, VariantType.Dispatch, ExcepInfo.None), (result.Status, result.Value!.Type, result.Exception));
        var std = Assert.IsType<StandardObjref>(Objref.Read(result.Value.AsObject!.Data)).Std;
        Assert.Equal(oxid, Convert.ToHexStringLower(BitConverter.GetBytes(std.Oxid)));
    }

    [Fact]
    public async Task A_call_without_arguments_has_the_bytes_of_Windows()
    {
        var (result, request) = await InvokeAsync(DispatchStubs.CallReply, DispParams.Of([]), 0xcb, DispatchFlags.Method
            | DispatchFlags.PropertyGet);
        Assert.Equal(DispatchStubs.GetDocument[64..], request[64..]);
        Assert.Equal((0u, VariantType.Empty), (result.Status, result.Value!.Type));
        Assert.Empty(result.References);
    }

    [Fact]
    public async Task A_call_with_texts_has_the_bytes_of_Windows_but_for_the_numbers_of_its_pointers()
    {
        // Windows' null is not ours here: the third argument is an empty text, which is one.
        var (_, request) = await InvokeAsync(DispatchStubs.CallReply, DispParams.Of(["7", "/c hostname", "", "cmd"]), 0x36,
            DispatchFlags.Method | DispatchFlags.PropertyGet);
        Assert.Equal(Masked(DispatchStubs.CallText), Masked(request));
    }

    [Theory]
    [InlineData(DispatchStubs.CallText, "54|0=cmd|1=|2=/c hostname|3=7")]
    [InlineData(DispatchStubs.GetDocument, "203")]
    [InlineData(DispatchStubs.ImpacketInvoke, @"54|0=cmd.exe|1=C:\|2=/c dir|3=7")]
    [InlineData(DispatchStubs.ImpacketScalars, "1|0=9|1=1900-01-04T06:00:00|2=True|3=1.5|4=-2|5=7|6=1099511627776|7=-5")]
    public void The_facts_of_a_call_are_its_member_and_its_arguments(string stub, string expected) =>
        Assert.Equal(expected, Facts(6, stub, Fact.Method, Fact.Argument));

    [Fact]
    public void The_facts_of_a_question_for_names_are_the_names() =>
        Assert.Equal("ExecuteShellCommand|Command", Facts(5, DispatchStubs.ImpacketNames, Fact.Method));

    private static string Facts(int opnum, string stub, params Fact[] wanted)
    {
        var facts = new FactSet();
        Assert.True(DispatchServer.TryObserve(opnum, Convert.FromHexString(stub), new(NdrSyntax.Ndr20), facts));
        return string.Join('|', facts.All.Where(one => wanted.Contains(one.Key)).Select(one => one.Value));
    }

    // Pointers are numbered as everybody likes: the body from the DISPID on, without the numbers.
    private static string Masked(string stub)
    {
        var bytes = Convert.FromHexString(stub)[32..];
        foreach (var at in Pointers) bytes.AsSpan(at, 4).Clear();
        return Convert.ToHexStringLower(bytes);
    }

    // rgvarg; four variants; the text of each; and padding before the third and the fourth variant, where Windows leaves what was there.
    private static readonly int[] Pointers = [28, 48, 52, 56, 60, 84, 124, 188, 228, 164, 204];

    private static async Task<(InvokeResult Result, string Request)> InvokeAsync(
        string reply, DispParams parameters, int member = 0, DispatchFlags flags = DispatchFlags.PropertyGet)
    {
        var channel = new Answering(reply);
        var result = await new DispatchClient(channel).InvokeAsync(member, Guid.Empty, 0, (uint)flags, parameters, 0, [], [], Token);
        return (result, channel.Request);
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
