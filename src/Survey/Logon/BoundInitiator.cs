using Sekimori.Security;
using Sekimori.Security.Channels;

namespace Sekimori.Survey.Logon;

/// <summary>The same credential, bound to another channel than the one that is used, or to none.</summary>
internal sealed class BoundInitiator(ISecurityInitiator inner, ChannelBindings? channel) : ISecurityInitiator
{
    /// <inheritdoc/>
    public IReadOnlyList<SecurityScheme> Schemes => inner.Schemes;

    /// <inheritdoc/>
    public SecurityContext? Initiate(SecurityScheme scheme, ContextOptions options) =>
        inner.Initiate(scheme, options with { Channel = channel, ChannelLater = null });
}
