using System.Globalization;
using Sekimori.Client.Rpc;
using Sekimori.Guard;
using Sekimori.Posture.Checks;
using Sekimori.Posture.Facts;

namespace Sekimori.Survey.Logon;

/// <summary>
/// The least level at which each interface lets a call through to its decoder. A level needs a connection and a logon of its own, from the
/// weakest upwards until one is let through.
/// </summary>
internal sealed class LevelQuestion(string host, SurveyOptions options, LogonOptions logon, HostFacts facts)
{
    private static readonly (ProtectionLevel Level, string Name)[] Levels =
    [
        (ProtectionLevel.Connect, "connect"), (ProtectionLevel.Packet, "packet"), (ProtectionLevel.Integrity, "integrity"),
        (ProtectionLevel.Privacy, "privacy"),
    ];

    /// <summary>Asks about the operations that were called without a logon already.</summary>
    public async Task AskAsync(CancellationToken cancellationToken)
    {
        var stubs = facts.Of(FactId.RpcStub).Select(Parse).OfType<(string Port, ProbedOperation Operation, string Value)>()
            .DistinctBy(one => (one.Port, one.Operation.Interface)).ToList();
        foreach (var (port, operation, value) in stubs)
        {
            // Level none is R03's: what is asked here is how little protects an account.
            if (value is StubAnswer.Reachable or StubAnswer.Denied)
                await AskAsync(port, operation, $"{port}/{operation.Interface}", cancellationToken).ConfigureAwait(false);
        }
    }

    private static (string, ProbedOperation, string)? Parse(Fact fact)
    {
        var slash = fact.Subject.IndexOf('/', StringComparison.Ordinal);
        return ProbedOperations.Find(fact.Subject[(slash + 1)..]) is { } operation && operation.Uses != ProbedUse.MapperWrite
            ? (fact.Subject[..slash], operation, fact.Value) : null;
    }

    private async Task AskAsync(string port, ProbedOperation operation, string subject, CancellationToken cancellationToken)
    {
        var number = port == "135" ? options.MapperPort : int.Parse(port, CultureInfo.InvariantCulture);
        foreach (var (level, name) in Levels)
        {
            var answers = new HostFacts(facts.Host);
            await new StubProbe(new(host, number), port, new RpcClientOptions
            {
                Security = logon.Initiator, Scheme = logon.Initiator.Schemes[^1], Level = level, ConnectTimeout = options.ConnectTimeout,
                BindTimeout = options.AnswerTimeout, CallTimeout = options.AnswerTimeout,
            }, answers).AskAsync([operation], cancellationToken).ConfigureAwait(false);
            if (answers.Of(FactId.RpcStub) is not [var answer])
            {
                foreach (var trouble in answers.Of(FactId.Trouble)) Add(FactId.Trouble, subject, $"{name}: {trouble.Value}");
                return;
            }

            if (answer.Value != StubAnswer.Reachable) continue;
            Add(FactId.RpcLevel, subject, name);
            return;
        }

        Add(FactId.RpcLevel, subject, "denied");
    }

    private void Add(string id, string subject, string value) => facts.Add(new Fact(id, subject, value, FactSource.Logon));
}
