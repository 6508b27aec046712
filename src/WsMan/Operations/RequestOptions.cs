using Sekimori.WsMan.Faults;

namespace Sekimori.WsMan.Operations;

/// <summary>What becomes of a request's options ([DSP0226] 6.4).</summary>
internal static class RequestOptions
{
    /// <summary>An option that must be obeyed and is not known is a fault; others that are not known are skipped.</summary>
    /// <param name="request">The request.</param>
    /// <param name="known">The options that the resource obeys.</param>
    /// <exception cref="WsManFaultException">One must be obeyed, and is not known.</exception>
    public static void Check(WsManRequest request, params ReadOnlySpan<string> known)
    {
        foreach (var option in request.Headers.Options)
        {
            if (option.MustComply && !known.Contains(option.Name, StringComparer.OrdinalIgnoreCase))
                throw new WsManFaultException(Fault.InvalidOptions($"The option {option.Name} is unknown."));
        }
    }
}
