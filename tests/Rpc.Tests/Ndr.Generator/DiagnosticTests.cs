namespace Sekimori.Ndr.Generator.Tests;

public class DiagnosticTests
{
    [Fact]
    public void An_opnum_twice_is_reported() =>
        Operations("[Opnum(3)] ValueTask AAsync(CancellationToken token); [Opnum(3)] ValueTask BAsync(CancellationToken token);", "SEK001");

    [Fact]
    public void An_operation_without_opnum_is_reported() => Operations("ValueTask AAsync(CancellationToken token);", "SEK002");

    [Theory]
    [InlineData("[Opnum(0)] ValueTask AAsync(uint a);")]
    [InlineData("[Opnum(0)] ValueTask AAsync(CancellationToken token, uint a);")]
    public void A_missing_or_misplaced_token_is_reported(string operation) => Operations(operation, "SEK003");

    [Theory]
    [InlineData("[Opnum(0)] Task AAsync(CancellationToken token);")]
    [InlineData("[Opnum(0)] void A(CancellationToken token);")]
    public void A_return_that_is_no_value_task_is_reported(string operation) => Operations(operation, "SEK004");

    [Theory]
    [InlineData("decimal a")]
    [InlineData("object a")]
    [InlineData("DateTime a")]
    [InlineData("nint a")]
    [InlineData("[FixedSize(2)] uint[,] a")]
    public void A_type_without_ndr_form_is_reported(string parameter) =>
        Operations($"[Opnum(0)] ValueTask AAsync({parameter}, CancellationToken token);", "SEK005");

    [Theory]
    [InlineData("[Ptr] Guid a")]
    [InlineData("[Unique] string a")]
    [InlineData("[Ref] string? a")]
    public void A_pointer_that_contradicts_nullability_is_reported(string parameter) =>
        Operations($"[Opnum(0)] ValueTask AAsync({parameter}, CancellationToken token);", "SEK006");

    [Fact]
    public void An_expression_that_names_nothing_is_reported() =>
        Operations("[Opnum(0)] ValueTask AAsync(uint n, [SizeIs(\"m\")] byte[] a, CancellationToken token);", "SEK007");

    [Fact]
    public void A_conformant_member_before_others_is_reported() =>
        Types("[NdrStruct] public partial record S(uint N, [SizeIs(\"N\")] byte[] A, uint B);", "SEK008");

    [Theory]
    [InlineData("[NdrStruct] public record S(uint N);")]
    [InlineData("[NdrStruct] public partial class S { }")]
    [InlineData("[NdrStruct] public partial record S;")]
    [InlineData("public class Outer { [NdrStruct] public partial record S(uint N); }")]
    public void A_structure_that_is_no_partial_record_is_reported(string type) => Types(type, "SEK009");

    [Theory]
    [InlineData("[RpcInterface(\"nonsense\", \"1.0\")] public partial interface I;")]
    [InlineData("[RpcInterface(\"60a15ec5-4de8-11d7-a637-005056a20182\", \"1\")] public partial interface I;")]
    [InlineData("[RpcInterface(\"60a15ec5-4de8-11d7-a637-005056a20182\", \"1.0\")] public interface I;")]
    public void An_interface_without_identity_is_reported(string type) => Types(type, "SEK010");

    [Theory]
    [InlineData("[NdrUnion(typeof(string))] public abstract partial record U { [Case(1)] public sealed record A(uint V) : U; }")]
    [InlineData("[NdrUnion(typeof(uint))] public abstract partial record U { }")]
    [InlineData("[NdrUnion(typeof(uint))] public abstract partial record U { [Case(1)] public sealed record A(uint V, uint W) : U; }")]
    [InlineData("[NdrUnion(typeof(uint))] public abstract partial record U { [Case(1)] public sealed record A(uint V) : U; [Case(1)] " +
        "public sealed record B(uint V) : U; }")]
    [InlineData("[NdrUnion(typeof(uint))] public abstract partial record U { [Case(1)] public sealed record A(uint V); }")]
    public void A_union_that_cannot_be_read_is_reported(string type) => Types(type, "SEK011");

    [Fact]
    public void An_array_without_size_is_reported() =>
        Operations("[Opnum(0)] ValueTask AAsync(byte[] a, CancellationToken token);", "SEK012");

    [Fact]
    public void An_expression_that_cannot_be_read_is_reported() =>
        Operations("[Opnum(0)] ValueTask AAsync(uint n, [SizeIs(\"n / 0\")] byte[] a, CancellationToken token);", "SEK013");

    [Fact]
    public void A_name_of_the_generated_code_is_reported() =>
        Operations("[Opnum(0)] ValueTask AAsync(uint reader_, CancellationToken token);", "SEK014");

    [Theory]
    [InlineData("[Sekimori.Rpc.Interfaces.Observed] uint a")]
    [InlineData("[Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Text)] bool a")]
    [InlineData("[Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Text), FixedSize(2)] byte[] a")]
    [InlineData("[Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Text)] Sekimori.Rpc.DataTypes.RpcSid a")]
    public void A_value_that_is_no_fact_is_reported(string parameter) =>
        Operations($"[Opnum(0)] ValueTask AAsync({parameter}, CancellationToken token);", "SEK015");

    [Fact]
    public void Observed_results_without_a_kind_are_reported() =>
        Operations(
        "[Opnum(0)] [return: Sekimori.Rpc.Interfaces.Observed(Sekimori.Observations.Fact.Entries)] ValueTask<uint> " +
        "AAsync(CancellationToken token);", "SEK016");

    [Theory]
    [InlineData("[Opnum(2)] ValueTask<uint> AAsync(CancellationToken token);")]
    [InlineData("[Opnum(3)] ValueTask AAsync(CancellationToken token);")]
    public void An_operation_of_a_com_interface_without_its_opnum_or_result_is_reported(string operation) =>
        Types($"[ComInterface(\"94ea2b94-e9cc-49e0-c0ff-ee64ca8f5b90\")] public partial interface I {{ {operation} }}", "SEK017");

    [Fact]
    public void An_opnum_of_the_base_interface_is_reported() => Types("""
        [ComInterface("94ea2b94-e9cc-49e0-c0ff-ee64ca8f5b90")]
        public partial interface IA { [Opnum(3)] ValueTask<uint> AAsync(CancellationToken token); }
        [ComInterface("94ea2b95-e9cc-49e0-c0ff-ee64ca8f5b90")]
        public partial interface IB : IA { [Opnum(3)] ValueTask<uint> BAsync(CancellationToken token); }
        """, "SEK001");

    [Fact]
    public void A_com_interface_without_identity_is_reported() =>
        Types("[ComInterface(\"nonsense\")] public partial interface I;", "SEK010");

    [Fact]
    public void A_bstr_that_cannot_be_null_is_reported() =>
        Operations("[Opnum(0)] ValueTask AAsync([Bstr] string a, CancellationToken token);", "SEK006");

    [Fact]
    public void A_string_in_place_in_a_structure_is_reported() => Types("[NdrStruct] public partial record S(string Name);", "SEK005");

    private static void Operations(string operations, string expected) =>
        Types($"[RpcInterface(\"60a15ec5-4de8-11d7-a637-005056a20182\", \"1.0\")] public partial interface I {{ {operations} }}", expected);

    private static void Types(string source, string expected) => Assert.Equal([expected], Generation.Findings(source).Distinct());
}
