using Sekimori.TestKit;

namespace Sekimori.Ndr.Generator.Tests;

/// <summary>The generated code itself, as it was read: a change of the generator shows what it changes.</summary>
public class GoldenTests
{
    private const string Structures = """
        public enum Kind : uint { A = 1, B = 2 }
        [NdrStruct] public readonly partial record struct Small(byte A, Guid B);
        [NdrStruct] public sealed partial record Node(Kind Kind, [Ptr] Node? Next, Small Small, uint Count, [SizeIs("Count")] ushort[]? Items);
        [NdrUnion(typeof(ushort))] public abstract partial record Either
        {
            [Case(1, 2)] public sealed record Left(uint Value) : Either;
            [Case] public sealed record Other : Either;
        }
        """;

    private const string Interface = """
        public sealed record Results(ContextHandle Handle, uint Count, [SizeIs("Count")] byte[] Bytes, uint Status);
        [RpcInterface("60a15ec5-4de8-11d7-a637-005056a20182", "1.7")]
        public partial interface ISmall
        {
            [Opnum(0)] ValueTask NothingAsync(CancellationToken cancellationToken);
            [Opnum(2)] ValueTask<Results> AllAsync([Range(1, 3)] ushort level, string name, [Ptr] Guid? id, ContextHandle reader, CancellationToken cancellationToken);
        }
        """;

    private const string Com = """
        public sealed record Answer([Bstr] string? Text, Sekimori.Rpc.Orpc.InterfacePointer? Found, uint Result);
        [ComInterface("94ea2b94-e9cc-49e0-c0ff-ee64ca8f5b90")]
        public partial interface IBase { [Opnum(3)] ValueTask<uint> TouchAsync(CancellationToken cancellationToken); }
        [ComInterface("94ea2b95-e9cc-49e0-c0ff-ee64ca8f5b90")]
        public partial interface IDerived : IBase
        {
            [Opnum(4)] ValueTask<Answer> FindAsync([Bstr] string? name, Sekimori.Rpc.Orpc.InterfacePointerSlot? slot, uint count, [SizeIs("count")] Sekimori.Rpc.Orpc.InterfacePointer?[] others, CancellationToken cancellationToken);
        }
        """;

    [Theory]
    [InlineData("com.txt", Com)]
    [InlineData("structures.txt", Structures)]
    [InlineData("interface.txt", Interface)]
    public void What_is_generated_is_what_was_read(string file, string source)
    {
        Assert.Empty(Generation.Compile(source));
        var difference = Golden.Difference(file, Generation.Text(source));
        Assert.True(difference is null, difference);
    }
}
