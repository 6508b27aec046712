using Sekimori.Guard.Policy;
using Sekimori.Observations;

namespace Sekimori.Guard.Tests.Policy;

/// <summary>Rules that ask approvers.</summary>
public class AskTests
{
    private const string Text = """
        version: 1
        default: deny
        rules:
          - { name: asks, account: alice, target: dc1, do: ask, approver: [bob, "group:administrator"], pass: 30 min }
          - { name: others, target: dc1, account: carol, do: allow }
        """;

    private static readonly PolicyFacts Alice = new()
    {
        Point = PolicyPoint.Call, Address = null, Transport = Transport.Https, Account = "alice", Target = "dc1", TargetPort = 5986,
        Identity = CallerIdentity.OfAccount(7),
    };

    [Fact]
    public void It_denies_until_an_approver_has_approved_and_the_verdict_has_the_number()
    {
        var answers = new Answers { Answer = new(false, 12) };
        var holder = new PolicyHolder(new CompiledPolicy(Read(Text))) { Requests = answers };
        Assert.Equal((false, 12L, "asks"), Of(holder.Evaluate(Alice)));
        answers.Answer = new(true, 12);
        Assert.Equal((true, 12L, "asks"), Of(holder.Evaluate(Alice)));
        Assert.True(answers.MayRequest);
        Assert.True(holder.Allows(holder.Current, Alice));
        Assert.False(answers.MayRequest);
        Assert.Equal(["bob", "group:administrator"], answers.Rule!.Approvers);
        Assert.Equal(TimeSpan.FromMinutes(30), answers.Rule.Pass);
        Assert.Equal((true, 0L, "others"), Of(holder.Evaluate(Alice with { Account = "carol" })));
    }

    [Fact]
    public void Without_anybody_to_ask_it_denies()
    {
        var holder = new PolicyHolder(new CompiledPolicy(Read(Text)));
        Assert.Equal((false, 0L, "asks"), Of(holder.Evaluate(Alice)));
        Assert.False(holder.Allows(holder.Current, Alice));
    }

    [Fact]
    public void Nobody_is_asked_for_a_caller_without_a_name()
    {
        const string any = """
            version: 1
            rules:
              - { name: asks, do: ask, approver: bob }
            """;
        var answers = new Answers { Answer = new(true, 1) };
        var holder = new PolicyHolder(new CompiledPolicy(Read(any))) { Requests = answers };
        // Before the logon it is open, and at a call an anonymous caller is denied.
        Assert.True(holder.Evaluate(Alice with { Point = PolicyPoint.Connect, Account = null, Target = null }).IsAllowed);
        Assert.False(holder.Evaluate(Alice with { Account = "", Identity = default, Target = null }).IsAllowed);
        Assert.Null(answers.Rule);
    }

    [Fact]
    public void A_trial_requests_nothing()
    {
        var answers = new Answers { Answer = new(false, 0) };
        var holder = new PolicyHolder(new CompiledPolicy(Read("mode: audit-only\n" + Text))) { Requests = answers };
        var verdict = holder.Evaluate(Alice);
        Assert.True(verdict is { IsAllowed: true, WouldDeny: true });
        Assert.False(answers.MayRequest);
    }

    [Theory]
    [InlineData("do: ask", "needs 'approver'")]
    [InlineData("do: allow, approver: bob", "require 'do: ask'")]
    [InlineData("do: deny, pass: 1h", "require 'do: ask'")]
    [InlineData("do: ask, approver: bob, pass: 169h", "at most 168 h")]
    [InlineData("do: ask, approver: bob, pass: 0m", "at most 168 h")]
    [InlineData("do: ask, approver: bob, pass: 99999999999h", "at most 168 h")]
    [InlineData("do: ask, approver: bob, pass: h", "at most 168 h")]
    [InlineData("do: ask, approver: \"group:admins\"", "group:reader, group:operator or group:administrator")]
    public void What_cannot_be_meant_is_rejected(string rule, string says)
    {
        var wrong = Assert.Throws<PolicyException>(() => Read($"rules:\n  - {{ name: one, {rule} }}\n"));
        Assert.Contains(says, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_rule_that_asks_before_the_logon_is_found()
    {
        var policy = Read("rules:\n  - { name: one, at: connect, do: ask, approver: bob }\n");
        Assert.Contains(PolicyLint.Check(policy, InterfaceCatalogue.Names), found =>
            found.Message.Contains("evaluated before the logon", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("bob", 2, Role.Reader, null)]
    [InlineData("dave", 3, Role.Administrator, null)]
    [InlineData("dave", 3, Role.Operator, "not an approver")]
    [InlineData("ALICE", 7, Role.Administrator, "of their own")]
    public void Who_may_decide(string name, long number, Role role, string? says)
    {
        var request = new AccessRequest
        {
            Number = 1, Rule = "asks", Account = "alice", Identity = CallerIdentity.OfAccount(7).ToString(),
            Asked = DateTimeOffset.UnixEpoch, Pass = TimeSpan.FromHours(1), Approvers = ["bob", "group:administrator"],
        };
        var why = request.FindDenialReason(name, CallerIdentity.OfAccount(number), RoleGroups.Of(role));
        if (says is null) Assert.Null(why);
        else Assert.Contains(says, why!, StringComparison.Ordinal);
    }

    private static (bool, long, string) Of(in Verdict verdict) => (verdict.IsAllowed, verdict.Request, verdict.RuleName);

    private static PolicyDocument Read(string text) => PolicyReader.Read("policy.yaml", text, InterfaceCatalogue.Names);

    private sealed class Answers : IAccessRequests
    {
        public AskAnswer Answer { get; set; }

        public PolicyRule? Rule { get; private set; }

        public bool MayRequest { get; private set; }

        public AskAnswer Ask(PolicyRule rule, in PolicyFacts facts, bool mayRequest)
        {
            (Rule, MayRequest) = (rule, mayRequest);
            return Answer;
        }
    }
}
