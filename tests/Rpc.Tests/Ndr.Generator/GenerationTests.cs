using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Sekimori.Ndr.Generator.Tests;

[Trait("Size", "Large")]
public class GenerationTests
{
    private const string Everything = """
        public enum Kind { A = 1, B = 2 }
        public enum Wide : uint { A = 1 }
        [NdrStruct] public readonly partial record struct Small(byte A, Guid B);
        [NdrStruct] public sealed partial record Node(Kind Kind, Wide Wide, [Ptr] Node? Next, [Ref] Small Small, [FixedSize(2)] Small[] Two, uint @event, [SizeIs("event")] Small?[]? Some);
        [NdrStruct] public sealed partial record Tail(uint N, [SizeIs("N * 2"), LengthIs("N")] ushort[] Items);
        [NdrUnion(typeof(ushort), MsUnion = true)] public abstract partial record Either
        {
            [Case(1, 2)] public sealed record Left(Node? Value) : Either;
            [Case] public sealed record Other : Either;
        }
        public sealed record Results(ContextHandle Handle, [SwitchIs("level")] Either Value, [SizeIs("level"), Ptr(Elements = true)] Node?[] Nodes, [Unique(2)] Tail? Tail, uint Status);
        [RpcInterface("60a15ec5-4de8-11d7-a637-005056a20182", "1.7")]
        internal partial interface IEverything
        {
            [Opnum(0)] ValueTask NothingAsync(CancellationToken cancellationToken);
            [Opnum(2)] ValueTask<Results> AllAsync(ushort level, [Range(1, 3)] byte least, [SwitchIs("level")] Either either, [Char] string? name, bool flag, float single, double number,
                sbyte small, long large, int @class, char letter, Tail tail, ContextHandle reader, string value, uint stub, [SizeIs("level")] ReadOnlyMemory<byte>? bytes, CancellationToken stop);
            [Opnum(4)] [return: SizeIs("n")] ValueTask<byte[]> BytesAsync(uint n, CancellationToken cancellationToken);
        }
        """;

    [Fact]
    public void Everything_that_can_be_declared_compiles_without_a_warning()
    {
        var problems = Generation.Compile(Everything);
        Assert.True(problems.Length == 0, string.Join('\n', problems));
    }

    [Fact]
    public void Structures_of_another_assembly_are_used_as_ones_own() => Assert.Empty(Generation.Compile("""
        [NdrStruct] internal sealed partial record S(Sekimori.Rpc.DataTypes.RpcUnicodeString Name, Sekimori.Rpc.DataTypes.RpcSid? Sid);
        [RpcInterface("60a15ec5-4de8-11d7-a637-005056a20182", "1.0")]
        internal partial interface I { [Opnum(0)] ValueTask<S> AAsync(Sekimori.Rpc.EndpointMap.EptEntry entry, Sekimori.Rpc.Towers.Tower tower, CancellationToken token); }
        """));

    [Fact]
    public void Everything_that_can_be_observed_compiles_without_a_warning() => Assert.Empty(Generation.Compile("""
        internal sealed record Answer([Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Entries)] uint Count,
            [SizeIs("Count"), Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Binding, Sekimori.Observations.Fact.MappedInterface)] Sekimori.Rpc.Towers.Tower?[]? Towers);
        [RpcInterface("60a15ec5-4de8-11d7-a637-005056a20182", "1.0")]
        internal partial interface I
        {
            [Opnum(0), Sekimori.Rpc.Interfaces.ObservedAnswer(Sekimori.Observations.ObservationKind.Mapping)]
            ValueTask<Answer> AAsync([Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Text)] string a, [Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Text)] string? b,
                [Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Clsid)] Guid @class, [Ptr, Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Iid)] Guid? d,
                [Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Inquiry)] long e, uint n, [SizeIs("n"), Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Iid)] Guid[] f,
                [Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Name)] Sekimori.Rpc.DataTypes.RpcUnicodeString g, [Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Name)] Sekimori.Rpc.DataTypes.RpcUnicodeString? h,
                CancellationToken token);
            [Opnum(1), Sekimori.Rpc.Interfaces.ObservedAnswer(Sekimori.Observations.ObservationKind.Mapping)] [return: Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Text), Char] ValueTask<string> BAsync(CancellationToken token);
        }
        """));

    [Fact]
    public void An_edit_elsewhere_generates_nothing_anew()
    {
        var options = new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true);
        var token = TestContext.Current.CancellationToken;
        var before = Generation.Compilation(Everything);
        var driver = CSharpGeneratorDriver.Create([new NdrGenerator().AsSourceGenerator()], driverOptions: options)
            .RunGenerators(before, token);
        var after = before.AddSyntaxTrees(CSharpSyntaxTree.ParseText("class Elsewhere;", cancellationToken: token));
        var outputs = driver.RunGenerators(after, token).GetRunResult().Results.Single().TrackedOutputSteps.SelectMany(step => step.Value)
            .SelectMany(step => step.Outputs).ToList();
        Assert.NotEmpty(outputs);
        Assert.All(outputs, output =>
            Assert.True(output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged, output.Reason.ToString()));
    }
}
