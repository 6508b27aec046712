using Sekimori.Client.WsMan;
using Sekimori.Gate.Approvals;

namespace Sekimori.Server.Tests.Gateway;

/// <summary>A target that needs an approval.</summary>
[Trait("Size", "Large")]
public class ApprovalTests
{
    private const string Policy = """
        version: 1
        default: deny
        audit: yes
        rules:
          - { name: after approval, account: alice, target: echo, do: ask, approver: bob, pass: 1h }
        """;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refused_at_once_with_a_number_open_once_approved_and_ended_with_the_approval()
    {
        await using var gate = await RunningGate.StartAsync(Policy);
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        Assert.Contains("request 1 has not been approved", refused.Message, StringComparison.Ordinal);
        Assert.Empty(gate.Target.Seen);

        Approve(gate, seconds: 6);
        await using var stream = await OpenWithinAsync(gate, TimeSpan.FromSeconds(5));
        await stream.WriteAsync("hello"u8.ToArray(), Token);
        var buffer = new byte[5];
        await stream.ReadExactlyAsync(buffer, Token);

        // The approval ends after six seconds, the session within five more.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        Assert.Equal(0, await ReadToEndAsync(stream, buffer, limit.Token));
        await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        var lines = await gate.StopAsync();
        Assert.Contains(lines, line => line.Contains("\"verdict\":\"deny\"", StringComparison.Ordinal)
            && line.Contains("\"request\":1", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("request 1 of alice: approved by bob", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("the approval of request 1 has ended", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_account_that_was_removed_and_added_again_has_no_approval()
    {
        await using var gate = await RunningGate.StartAsync(Policy);
        await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        Approve(gate, seconds: 600);
        await using (await OpenWithinAsync(gate, TimeSpan.FromSeconds(5)))
        {
            gate.Accounts.Remove("alice");
            gate.Accounts.Add("alice", RunningGate.Password, Sekimori.Guard.Role.Operator);
        }
        // A server sees what another process has done to its accounts within 25 ms.
        await Task.Delay(100, Token);
        var refused = await Assert.ThrowsAsync<WsManClientException>(() => gate.OpenAsync());
        Assert.Contains("request 2 has not been approved", refused.Message, StringComparison.Ordinal);
    }

    private static void Approve(RunningGate gate, int seconds)
    {
        var (now, bob) = (TimeProvider.System.GetUtcNow(), gate.Accounts.Find("bob")!);
        new RequestJournal(gate.DataFolder).Decide(1, new()
        {
            IsApproved = true, By = bob.Name, AccountNumber = bob.Number, Groups = ["reader"], At = now, Until = now.AddSeconds(seconds),
        });
    }

    private static async Task<Stream> OpenWithinAsync(RunningGate gate, TimeSpan within)
    {
        for (var until = TimeProvider.System.GetUtcNow() + within; ;)
        {
            try
            {
                return await gate.OpenAsync();
            }
            catch (WsManClientException) when (TimeProvider.System.GetUtcNow() < until)
            {
                await Task.Delay(200, Token);
            }
        }
    }

    private static async Task<int> ReadToEndAsync(Stream stream, byte[] buffer, CancellationToken limit)
    {
        try
        {
            return await stream.ReadAsync(buffer, limit);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
