using System.Globalization;
using Sekimori.Cim.Model;
using Sekimori.Guard;
using Sekimori.Linux.Host;

namespace Sekimori.Linux.Privileges;

/// <summary>What the providers request from the keeper, in the object manager's terms.</summary>
internal static class KeeperOrders
{
    /// <summary>Sends a request, and turns an unreachable keeper into a status.</summary>
    internal static async Task<KeeperReply> AskAsync(
        PrivilegedKeeper keeper, PrivilegedOrder order, Caller caller, Action<BinaryWriter>? fields = null)
    {
        try
        {
            return await keeper.AskAsync(order, KeeperAccountName.Of(caller), fields).ConfigureAwait(false);
        }
        catch (KeeperGoneException gone)
        {
            throw new CimException(CimStatus.NotAvailable, gone.Message, gone);
        }
    }

    internal static KeeperReply Ask(PrivilegedKeeper keeper, PrivilegedOrder order, Caller caller, Action<BinaryWriter>? fields = null) =>
        AskAsync(keeper, order, caller, fields).GetAwaiter().GetResult();

    /// <summary>Asks for something to be done, and throws where it was not.</summary>
    internal static async Task DoAsync(PrivilegedKeeper keeper, PrivilegedOrder order, Caller caller, Action<BinaryWriter>? fields = null)
    {
        var reply = await AskAsync(keeper, order, caller, fields).ConfigureAwait(false);
        if (reply.Verdict == KeeperVerdict.Refused) throw new CimException(CimStatus.AccessDenied, $"The keeper: {reply.Text}");
        // The keeper names the status of what failed.
        if (reply.Verdict == KeeperVerdict.Failed)
            throw new CimException(reply.Value == 0 ? CimStatus.Failed : (CimStatus)reply.Value, reply.Text);
    }

    internal static void Do(PrivilegedKeeper keeper, PrivilegedOrder order, Caller caller, Action<BinaryWriter>? fields = null) =>
        DoAsync(keeper, order, caller, fields).GetAwaiter().GetResult();

    /// <summary>The states of the local users' passwords; null if the keeper does not say.</summary>
    internal static Dictionary<string, AccountFiles.Password>? Passwords(PrivilegedKeeper keeper, Caller caller)
    {
        var reply = Ask(keeper, PrivilegedOrder.Passwords, caller);
        if (reply.Verdict != KeeperVerdict.Done) return null;
        return reply.Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(':')).ToDictionary(
            fields => fields[0], fields =>
            new AccountFiles.Password(fields[1], Number(fields[2]), Number(fields[3]), Number(fields[4])), StringComparer.Ordinal);
    }

    /// <summary>The same as text: name, first character, most days, least days, day of expiry.</summary>
    internal static string Text(Dictionary<string, AccountFiles.Password> passwords) =>
        string.Join('\n', passwords.Select(pair => string.Create(
        CultureInfo.InvariantCulture,
        $"{pair.Key}:{(pair.Value.Place is "!" or "*" or "" ? pair.Value.Place : "x")}:{pair.Value.MaximumDays}:" +
        $"{pair.Value.MinimumDays}:{pair.Value.ExpiresOnDay}")));

    private static int? Number(string text) => int.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : null;
}
