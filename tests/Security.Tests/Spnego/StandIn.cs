using Sekimori.Guard;

namespace Sekimori.Security.Tests.Spnego;

/// <summary>
/// A mechanism that is in for Kerberos: its tokens are text, its signature is the message's length; so the negotiation around it can be
/// seen.
/// </summary>
public sealed class StandIn(bool initiator, int legs, bool refuses = false) : SecurityContext
{
    private int _leg;

    public override SecurityScheme Scheme => SecurityScheme.Kerberos;

    public override string Name => "StandIn";

    public override bool IsComplete => _leg >= legs;

    public override string? Principal => "somebody@REALM";

    public override ReadOnlyMemory<byte> SessionKey => "key"u8.ToArray();

    // legs counts the tokens of both sides: odd ones are the initiator's.
    public override StepResult Step(ReadOnlySpan<byte> token)
    {
        if (refuses) return StepResult.Refused(new Refusal(Name, null, RefusalReason.Unavailable, "no ticket"));
        if (token.Length > 0)
        {
            if (token.Length != 1 || token[0] != _leg)
                return StepResult.Refused(new Refusal(Name, null, RefusalReason.Malformed, $"leg {_leg}"));
            _leg++;
            if (_leg >= legs) return StepResult.Complete();
        }
        else if (!initiator)
        {
            return StepResult.Refused(new Refusal(Name, null, RefusalReason.OutOfTurn));
        }

        var answer = new[] { (byte)_leg };
        _leg++;
        return _leg >= legs ? StepResult.Complete(answer) : StepResult.Continue(answer);
    }

    public override Caller ToCaller(ProtectionLevel level) => Caller.Anonymous;

    public override int TokenSize(Protection protection) => 4;

    public override void Protect(Protection protection, in MessageParts message, Span<byte> token) =>
        BitConverter.TryWriteBytes(token, Sum(message.Body, initiator));

    public override Refusal? Unprotect(Protection protection, in MessageParts message, ReadOnlySpan<byte> token) =>
        token.Length == 4 && BitConverter.ToInt32(token) == Sum(message.Body, !initiator)
        ? null
        : new Refusal(Name, null, RefusalReason.BadSignature);

    private static int Sum(ReadOnlySpan<byte> body, bool fromInitiator)
    {
        var sum = fromInitiator ? 1 : 2;
        foreach (var octet in body) sum = (sum * 31) + octet;
        return sum;
    }
}
