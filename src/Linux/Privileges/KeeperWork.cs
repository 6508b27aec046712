using System.Net;
using System.Runtime.InteropServices;
using Sekimori.Cim.Model;
using Sekimori.Guard;
using Sekimori.Linux.Host;
using Sekimori.Linux.Providers;
using Sekimori.Linux.Shells;
using Sekimori.Linux.Shells.Keeper;
using Sekimori.Linux.Shells.Native;
using Sekimori.Linux.Shells.Processes;

namespace Sekimori.Linux.Privileges;

/// <summary>Carries out a keeper's orders for accounts, each after the account's own role and user.</summary>
/// <param name="duties">The keeper's tasks.</param>
internal sealed class KeeperWork(KeeperDuties duties) : IDisposable
{
    // Some of the reply's 256 KiB are not the text.
    private const int MaxText = OrderChannel.MaxLength - 1024;

    private readonly CreatedProcesses _created = new(duties.Shells.KeeperCommand);
    private readonly EnvironmentFile _environment = new(duties.Paths);

    internal MarkNumbers Numbers { get; } = new();

    /// <summary>Ends what an earlier keeper left behind, and takes over what loses its parent: comes before the first session.</summary>
    public void Begin()
    {
        _ = ProcessCalls.Prctl(ProcessCalls.SetChildSubreaper, 1, 0, 0, 0);
        ShellCgroup.Settle();
        _ = ShellLeftovers.EndAll(duties.Shells.Instance, TimeSpan.FromSeconds(10));
    }

    /// <inheritdoc/>
    public void Dispose() => _created.Dispose();

    /// <summary>The user that an account's processes run as.</summary>
    /// <returns>Why there is none; null if there is.</returns>
    internal string? UserOf(KeeperAccount account, out UnixUser? user)
    {
        var refusal = UserOfAny(account, out user);
        return account.Role < Role.Operator ? $"the account \"{account.Name}\" is not an operator" : refusal;
    }

    // Of an account with any role.
    private string? UserOfAny(KeeperAccount account, out UnixUser? user)
    {
        user = account.UnixUser is null ? null : UnixUser.Find(account.UnixUser);
        if (account.UnixUser is null) return $"the account \"{account.Name}\" is not mapped to a Unix user";
        if (user is null) return $"the Unix user \"{account.UnixUser}\" does not exist on this host";
        // Such a process could look into the server, and give orders in its name.
        return user.Id == duties.ServerUser ? $"the Unix user \"{user.Name}\" is the server's own" : null;
    }

    internal async Task<KeeperReply> DoAsync(PrivilegedOrder order, KeeperAccount account, int server, BinaryReader reader)
    {
        var needs = order switch
        {
            PrivilegedOrder.Passwords or PrivilegedOrder.Files => Role.Reader,
            PrivilegedOrder.Create or PrivilegedOrder.Terminate => Role.Operator,
            _ => Role.Administrator,
        };
        if (account.Role < needs)
            return KeeperReply.Refused($"the account \"{account.Name}\" does not have the role {needs.ToString().ToLowerInvariant()}");
        try
        {
            return order switch
            {
                PrivilegedOrder.Create => Create(
                    account, StartRequest.ReadList(reader), reader.ReadString(), reader.ReadBoolean()
                    ? StartRequest.ReadList(reader)
                    : null),
                PrivilegedOrder.Terminate => Terminate(account, reader.ReadInt32(), server),
                PrivilegedOrder.Service => await ChangeAsync(account, (ServiceVerb)reader.ReadByte(), reader.ReadString())
                    .ConfigureAwait(false),
                PrivilegedOrder.Power => KeeperReply.Done(
                    (int)await (reader.ReadBoolean()
                    ? duties.Power.RebootAsync(CallerOf(account), default)
                    : duties.Power.ShutdownAsync(CallerOf(account), default)).ConfigureAwait(false)),
                PrivilegedOrder.SetVariable => Set(reader.ReadString(), reader.ReadBoolean(), reader.ReadString()),
                PrivilegedOrder.Passwords => KeeperReply.Done(
                    0, KeeperOrders.Text(new AccountFiles(new LinuxHost(duties.Paths, TimeProvider.System)).Passwords() ?? [])),
                PrivilegedOrder.Files => Look(account, reader.ReadString(), reader.ReadBoolean()),
                _ => KeeperReply.Refused("no such order"),
            };
        }
        catch (CimException failure)
        {
            return KeeperReply.Failed((int)failure.Status, failure.Message);
        }
    }

    internal KeeperReply Bind(string address, int port)
    {
        if (!IPAddress.TryParse(address, out var at) || duties.Bind is not { } bind || !duties.MayBind(at, port))
            return KeeperReply.Refused("the port is not in the keeper's settings");
        using var socket = bind(at, port);
        // The copy goes to the server and is closed here afterwards.
        return KeeperReply.Done() with
        {
            Descriptor = DescriptorCalls.Control((int)socket.Handle, DescriptorCalls.DuplicateCloseOnExec, 0)
        };
    }

    private static Caller CallerOf(KeeperAccount account) =>
        new(account.Name, account.Role, "Keeper", ProtectionLevel.Privacy) { Identity = CallerIdentity.OfAccount(account.Number) };

    private KeeperReply Create(KeeperAccount account, string[] arguments, string directory, string[]? environment)
    {
        if (UserOf(account, out var user) is { } refusal) return KeeperReply.Refused(refusal);
        if (arguments.Length == 0 || ProcessActions.Environment(user!, environment) is not { } variables)
            return KeeperReply.Failed(Errno.NoEntry);
        var process = UserProcess.Of(user!, arguments, directory, variables);
        var error = _created.Start(OwnerOf(account), process, duties.Limits, out var id);
        return error == 0 ? KeeperReply.Done(id) : KeeperReply.Failed(error, Marshal.GetPInvokeErrorMessage(error));
    }

    // By the keeper's own copy, as everything: what the server says of an account ends nothing here.
    private CreatedOwner OwnerOf(KeeperAccount account) =>
        new(CallerIdentity.OfAccount(account.Number), () => FindDenialReason(account), (what, why) =>
        duties.Log($"ended {what} of {account.Name}: {why}"));

    private string? FindDenialReason(KeeperAccount then)
    {
        try
        {
            if (duties.Find(new KeeperAccountName(then.Name, then.Number)) is not { } now) return "the account was removed";
            if (!now.Enabled) return "the account is disabled";
            if (now.Role < then.Role) return $"the account's role is now {now.Role}, not {then.Role}";
            return now.UnixUser == then.UnixUser ? null : "the account's Unix user has changed";
        }
        catch (IOException)
        {
            // If the copy cannot be read, nothing tells that anything should end; nothing new starts either.
            return null;
        }
    }

    private KeeperReply Terminate(KeeperAccount account, int process, int server)
    {
        // The first process is the system; the other two are what would be asked to end themselves.
        if (process <= 1 || process == server || process == System.Environment.ProcessId)
            return KeeperReply.Refused("this process must not be ended");
        uint? only = null;
        if (account.Role < Role.Administrator)
        {
            if (UserOf(account, out var user) is { } refusal) return KeeperReply.Refused(refusal);
            only = user!.Id;
        }

        var error = ProcessSignal.End(process, only);
        return error == 0 ? KeeperReply.Done() : KeeperReply.Failed(error, Marshal.GetPInvokeErrorMessage(error));
    }

    private async Task<KeeperReply> ChangeAsync(KeeperAccount account, ServiceVerb verb, string name)
    {
        var caller = CallerOf(account);
        await (verb switch
        {
            ServiceVerb.Start => duties.Services.StartAsync(name, caller, default),
            ServiceVerb.Stop => duties.Services.StopAsync(name, caller, default),
            ServiceVerb.Automatic => duties.Services.SetStartAsync(name, ServiceStart.Automatic, caller, default),
            ServiceVerb.Manual => duties.Services.SetStartAsync(name, ServiceStart.Manual, caller, default),
            ServiceVerb.Disabled => duties.Services.SetStartAsync(name, ServiceStart.Disabled, caller, default),
            _ => throw new CimException(CimStatus.InvalidParameter, "No such verb."),
        }).ConfigureAwait(false);
        return KeeperReply.Done(0, $"{verb} {name}");
    }

    private KeeperReply Look(KeeperAccount account, string path, bool isDirectory)
    {
        if (UserOfAny(account, out var user) is { } refusal) return KeeperReply.Refused(refusal);
        if (!path.StartsWith('/')) return KeeperReply.Refused("the path is not absolute");
        var files = FileIdentity.Look(user!.IsRoot ? null : user, () => FileList.Read(path, isDirectory, CancellationToken.None)) ?? [];
        var text = FileList.ToText(files);
        return files.Count <= FileList.MaxEntries && System.Text.Encoding.UTF8.GetByteCount(text) <= MaxText
            ? KeeperReply.Done(files.Count, text)
            : KeeperReply.Failed(
                unchecked((int)(uint)CimStatus.QuotaViolation), "The directory has too many files for one answer. Name one (Name = …).");
    }

    private KeeperReply Set(string name, bool hasValue, string value)
    {
        _environment.Set(name, hasValue ? value : null);
        return KeeperReply.Done();
    }
}
