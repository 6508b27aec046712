namespace Sekimori.Adversary.Tests.Recursion;

/// <summary>
/// What calls itself, directly or around, can be led as deep as its input says, and a stack that is full ends the process. Each such method
/// is in <c>known-recursion.yaml</c> with what bounds it; a new one fails here until somebody has thought of its end.
/// </summary>
public sealed class RecursionTests
{
    // Compared, hashed, printed and disposed of by the compiler's own code: as deep as the reader of the value let it become.
    private static readonly string[] Generated =
        ["Equals", "GetHashCode", "PrintMembers", "ToString", "Dispose", "DisposeAsync", "op_Equality"];

    [Fact]
    public void Every_method_that_calls_itself_is_known_with_its_bound()
    {
        var files = Directory.GetFiles(AppContext.BaseDirectory, "*.dll").Where(file => Path.GetFileName(file) is var name
            && (name == "sekimori.dll" || name.StartsWith("Sekimori.", StringComparison.Ordinal))
            && !name.Contains("Tests", StringComparison.Ordinal));
        var circles = Circles.Of(new CallGraph(files).Calls)
            .Select(circle => circle.Where(method => !method.StartsWith("System.", StringComparison.Ordinal)).Select(MethodNames.Written)
            .Distinct().Order(StringComparer.Ordinal).ToList())
            .Where(circle => circle.Exists(method => !Generated.Contains(method.Split('.')[^1]))).ToList();
        var known = Kit.Spelling.Read("Recursion/known-recursion.yaml")
            .SelectMany(row => row["methods"]!.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToHashSet();
        var seen = circles.SelectMany(circle => circle).ToHashSet();
        Assert.True(circles.All(circle => circle.TrueForAll(known.Contains)),
            "not known:\n" + string.Join('\n',
            circles.Where(circle => !circle.TrueForAll(known.Contains)).Select(circle => string.Join(' ', circle))));
        Assert.True(known.IsSubsetOf(seen), "no longer recursive: " + string.Join(' ', known.Except(seen)));
    }
}
