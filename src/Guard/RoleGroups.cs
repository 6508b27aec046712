namespace Sekimori.Guard;

/// <summary>Roles as groups that a policy may name. Each role includes those before it: a rule for operators speaks of administrators too.</summary>
public static class RoleGroups
{
    private static readonly string[][] Names = [[], ["reader"], ["operator", "reader"], ["administrator", "operator", "reader"]];

    /// <summary>The groups of a role.</summary>
    public static IReadOnlyList<string> Of(Role role) => Names[(int)role];

    /// <summary>What <see cref="Caller.Groups"/> is for a role and others.</summary>
    public static IReadOnlyList<string> With(Role role, IReadOnlyList<string> others) => others.Count == 0 ? [] : [.. Names[(int)role], .. others];

    /// <summary>All groups of a caller.</summary>
    public static IReadOnlyList<string> Of(Caller caller) => caller.Groups.Count > 0 ? caller.Groups : Of(caller.Role);
}
