using System.Net;
using Sekimori.Guard.Policy;

namespace Sekimori.Guard.Tests.Policy;

/// <summary>What a connection's memo keeps; that it never changes a verdict is held by PolicyReferenceTests.</summary>
public class VerdictMemoTests
{
    private static readonly CompiledPolicy Policy = new(new() { Rules = [], Default = PolicyAction.Allow });

    private readonly VerdictMemo _memo = new();

    [Fact]
    public void A_question_is_kept_whatever_the_time()
    {
        var asked = Asked("Win32_Process");
        var verdict = Policy.Evaluate(asked);
        Assert.True(_memo.TryGet(Policy, asked with { Time = DateTimeOffset.MaxValue }, out var kept));
        Assert.Equal(verdict, kept);
        Assert.False(_memo.TryGet(Policy, asked with { Class = "CIM_Process" }, out _));
        Assert.False(_memo.TryGet(new(Policy.Document), asked, out _));
    }

    // A caller that names classes of a megabyte each would otherwise hold four of them on every connection.
    [Fact]
    public void A_long_question_is_answered_and_not_kept()
    {
        var asked = Asked(new('x', 1_000_000));
        Assert.True(Policy.Evaluate(asked).IsAllowed);
        Assert.False(_memo.TryGet(Policy, asked, out _));
    }

    [Fact]
    public void What_depends_on_the_hour_is_not_kept()
    {
        var night = new CompiledPolicy(new()
        {
            Rules = [new() { Name = "night", Line = 1, Action = PolicyAction.Deny, Hours = (0, 360) }], Default = PolicyAction.Allow,
        });
        var asked = Asked("Win32_Process");
        Assert.False(night.Evaluate(asked).IsAllowed);
        Assert.True(night.Evaluate(asked with { Time = asked.Time.AddHours(12) }).IsAllowed);
    }

    // A fact that is added one day and not compared would let one question have the answer of another.
    [Fact]
    public void Questions_are_the_same_only_if_every_fact_is()
    {
        object[] values =
        [
            PolicyPoint.Bind, IPAddress.Parse("192.0.2.1"), Transport.Tcp, "text", CallerIdentity.OfAccount(7), new[] { "group" },
            ProtectionLevel.Privacy, Guid.NewGuid(), 7, true,
        ];
        foreach (var fact in typeof(PolicyFacts).GetProperties().Where(fact => fact.Name is not (nameof(PolicyFacts.Time)
            or nameof(PolicyFacts.Memo))))
        {
            object asked = Asked("Win32_Process"), other = Asked("Win32_Process");
            Assert.True(PolicyFacts.AskTheSame((PolicyFacts)asked, (PolicyFacts)other));
            var value = Assert.Single(values, value => fact.PropertyType.IsInstanceOfType(value)
                || Nullable.GetUnderlyingType(fact.PropertyType)?.IsInstanceOfType(value) == true);
            fact.SetValue(other, value);
            Assert.False(PolicyFacts.AskTheSame((PolicyFacts)asked, (PolicyFacts)other), fact.Name);
            Assert.False(PolicyFacts.AskTheSame((PolicyFacts)other, (PolicyFacts)asked), fact.Name);
        }
    }

    private PolicyFacts Asked(string name) => new()
    {
        Point = PolicyPoint.Call, Address = IPAddress.Loopback, Transport = Transport.Https, Class = name, Memo = _memo,
        Time = new(2026, 1, 1, 1, 0, 0, TimeSpan.Zero),
    };
}
