using System.CommandLine;
using Sekimori.App.Terminal;
using Sekimori.Client.Rpc;

namespace Sekimori.App.Rpc;

/// <summary>`sekimori rpc ping HOST`: finds the reason of an access denied.</summary>
internal static class PingCommand
{
    public static async Task<int> RunAsync(ParseResult result, Screen screen, CancellationToken cancellationToken)
    {
        var binding = result.GetRequiredValue(RpcTarget.Endpoint);
        var timeout = result.GetValue(RpcTarget.Timeout) ?? TimeSpan.FromSeconds(10);
        var plain = new RpcClientOptions { ConnectTimeout = timeout, BindTimeout = timeout, CallTimeout = timeout };
        var steps = new List<PingStep>();
        var conversation = new PingConversation(binding, plain, RpcLogon.Apply(result, binding, plain), TimeProvider.System);
        await foreach (var step in conversation.AskAsync(cancellationToken))
        {
            steps.Add(step);
            if (!screen.IsJson)
                screen.Line($"{(step.Ok is { } ok ? ok ? "yes" : "NO" : ""),-4} {step.Step,-20} {step.Answer}");
        }

        if (screen.IsJson)
            screen.Json([.. steps], RpcJson.Default.PingStepArray);
        if (!conversation.IsReachable)
            return ExitCode.Failed;
        return conversation.IsServed ? ExitCode.Done : ExitCode.Refused;
    }
}
