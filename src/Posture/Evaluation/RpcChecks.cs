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
        // What an anonymous caller is denied, an account may be allowed: only reachability is seen without a logon.
        code["R05"] = q => Stubs(q, ProbedUse.Coercion, (stub, fact) => fact.Value == StubAnswer.Reachable
            ? q.Fail(Subject(fact, stub), IsController(q.Facts) ? Severity.High : Severity.Medium, fact)
            : q.NotSeen("", fact));
        code["R06"] = q => Stubs(q, ProbedUse.Execution, (stub, fact) => fact.Value is StubAnswer.Reachable or StubAnswer.Denied
            ? q.Fail(Subject(fact, stub), q.Options.Vantage == Vantage.Inside ? Severity.Info : Severity.Medium, fact)
            : q.NotSeen("", fact));
        code["R10"] = q => q.Facts.Of(FactId.RpcManagement).Select(fact => q.Decide(fact.Value == "denied", fact.Subject, fact));
        code["R11"] = Unlisted;
        code["P01"] = Lifecycle;
    }

    private static bool IsController(HostFacts facts) =>
        facts.Find(FactId.Role, "")?.Value == "domain controller"
        || facts.Of(FactId.RpcEndpoint).Any(fact => fact.Subject.EndsWith(Drsuapi, StringComparison.OrdinalIgnoreCase));

    private static string Subject(Fact fact, ProbedOperation stub) => $"{fact.Subject.Split('/')[0]}/{stub.Name}";

    private static IEnumerable<Finding> Stubs(Question q, ProbedUse use, Func<ProbedOperation, Fact, Finding> evaluate)
    {
        foreach (var fact in q.Facts.Of(FactId.RpcStub))
            if (ProbedOperations.Find(fact.Subject[(fact.Subject.IndexOf('/', StringComparison.Ordinal) + 1)..]) is { } stub
                && stub.Uses.HasFlag(use))
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
