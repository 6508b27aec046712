using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Posture.Evaluation;

/// <summary>R01 to R03, R05, R06, R10, R11 and P01: what RPC shows without a logon.</summary>
internal static class RpcChecks
{
    private const string Drsuapi = "e3514235-4b06-11d1-ab04-00c04fc2dcd2";

    public static void AddTo(Dictionary<string, Func<Question, IEnumerable<Finding>>> code)
    {
        code["R01"] = q => q.Facts.Of(FactId.RpcMapper).Select(fact => q.Decide(fact.Value == "denied", fact.Subject, fact));
        code["R02"] = q => Stubs(q, ProbedUse.MapperWrite, (stub, fact) => fact.Value switch
        {
            StubAnswer.Reachable => q.Fail(Subject(fact, stub), fact),
            StubAnswer.Denied or StubAnswer.NoOperation => q.Pass(Subject(fact, stub), fact),
            _ => q.NotSeen("", fact),
        });
        code["R03"] = q => Stubs(q, ProbedUse.Anonymous, (stub, fact) => fact.Value switch
        {
            StubAnswer.Reachable => q.Fail(Subject(fact, stub), stub.IsSensitive && !IsController(q.Facts) ? Severity.High
                : Severity.Medium,
                fact),
            StubAnswer.Denied => q.Pass(Subject(fact, stub), fact),
            _ => q.NotSeen("", fact),
        });
        code["R05"] = Coercion;
        code["R06"] = q => Stubs(q, ProbedUse.Execution, (stub, fact) => fact.Value is StubAnswer.Reachable or StubAnswer.Denied
            ? q.Fail(Subject(fact, stub), q.Options.Vantage == Vantage.Inside ? Severity.Info : Severity.Medium, fact)
            : q.NotSeen("", fact)).Concat(Absent(q, ProbedUse.Execution));
        code["R10"] = q => q.Facts.Of(FactId.RpcManagement).Select(fact => q.Decide(fact.Value == "denied", fact.Subject, fact));
        code["R11"] = Unlisted;
        code["P01"] = Lifecycle;
    }

    // What a caller without a logon is denied, an account may be allowed: only a level that was asked for with one says that it is not.
    private static IEnumerable<Finding> Coercion(Question q) => Stubs(q, ProbedUse.Coercion, (stub, fact) =>
    {
        var severity = IsController(q.Facts) ? Severity.High : Severity.Medium;
        if (fact.Value == StubAnswer.Reachable) return q.Fail(Subject(fact, stub), severity, fact);
        var level = q.Facts.Find(FactId.RpcLevel, $"{fact.Subject.Split('/')[0]}/{stub.Interface}");
        return level is null ? q.NotSeen("", fact)
            : level.Value == "denied" ? q.Pass(Subject(fact, stub), fact, level) : q.Fail(Subject(fact, stub), severity, fact, level);
    }).Concat(Absent(q, ProbedUse.Coercion));

    // The map was read, and every port has named what it serves: none of these interfaces is there.
    private static IEnumerable<Finding> Absent(Question q, ProbedUse use)
    {
        var ports = q.Facts.Of(FactId.RpcManagement);
        if (q.Facts.Find(FactId.RpcMapper, "135") is { Value: not "denied" } map && ports.Count > 0
            && ports.All(port => port.Value.EndsWith(" interfaces", StringComparison.Ordinal))
            && !q.Facts.Of(FactId.RpcStub).Any(fact => Operation(fact)?.Uses.HasFlag(use) == true))
            yield return q.Pass("135", [map, .. ports.Take(1)]);
    }

    private static ProbedOperation? Operation(Fact fact) =>
        ProbedOperations.Find(fact.Subject[(fact.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..]);

    private static bool IsController(HostFacts facts) =>
        facts.Find(FactId.Role, "")?.Value == "domain controller"
        || facts.Of(FactId.RpcEndpoint).Any(fact => fact.Subject.EndsWith(Drsuapi, StringComparison.OrdinalIgnoreCase));

    private static string Subject(Fact fact, ProbedOperation stub) => $"{fact.Subject.Split('/')[0]}/{stub.Name}";

    private static IEnumerable<Finding> Stubs(Question q, ProbedUse use, Func<ProbedOperation, Fact, Finding> evaluate)
    {
        foreach (var fact in q.Facts.Of(FactId.RpcStub))
            if (Operation(fact) is { } stub && stub.Uses.HasFlag(use))
                yield return evaluate(stub, fact);
    }

    private static IEnumerable<Finding> Unlisted(Question q)
    {
        if (q.Facts.Find(FactId.RpcMapper, "135") is not { Value: not "denied" }) yield break;
        var listed = q.Facts.Of(FactId.RpcEndpoint).Select(fact => fact.Subject).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var fact in q.Facts.Of(FactId.RpcInterface))
        {
            var uuid = fact.Subject[(fact.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..];
            // The mapper itself and remote management stand in no map.
            if (ProbedOperations.IsUnregistered(uuid)) continue;
            yield return q.Decide(listed.Contains(fact.Subject), fact.Subject, fact);
        }
    }

    private static IEnumerable<Finding> Lifecycle(Question q)
    {
        foreach (var fact in q.Facts.Of(FactId.NtlmVersion).Concat(q.Facts.Of(FactId.OsVersion)).DistinctBy(fact => fact.Value))
        {
            if (WindowsLifecycle.End(fact.Value) is not { } end)
                yield return q.NotSeen("", fact);
            else
                yield return end < q.Options.Now ? q.Fail(fact.Value, fact)
                    : end < q.Options.Now.AddMonths(6) ? q.Fail(fact.Value, Severity.Medium, fact)
                    : q.Pass(fact.Value, fact);
        }
    }
}
