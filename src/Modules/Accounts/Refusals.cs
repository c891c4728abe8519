namespace Feria.Accounts;

public static class Refusals
{
    public static readonly Refusal WrongCredentials =
        new(401, "wrong_credentials", "E-mail or password is not right.");
    public static readonly Refusal TooManyAttempts =
        new(429, "too_many_attempts", "Too many failed attempts; wait before the next one.");
    public static readonly Refusal LinkUsed =
        new(410, "link_used", "This link was used already or has run out. Ask for a new one.");
    public static readonly Refusal PasswordNeeded =
        new(403, "password_needed", "Give the account's password, or open the link where you are signed in.")
        { Field = "password" };
    public static readonly Refusal WrongPassword =
        new(422, "wrong_password", "The password is not right.") { Field = "password" };
    public static readonly Refusal EmailOwned =
        new(409, "email_owned", "This e-mail address belongs to another account now. Sign in to that one.");
    public static readonly Refusal EmailAlreadyVerified =
        new(409, "email_already_verified", "The e-mail address is verified already.");
    public static readonly Refusal IdNumberWrong =
        new(422, "id_number_wrong", "The check digits of the ID number are not right.") { Field = "idNumber" };
    public static readonly Refusal AddressNotFound =
        new(404, "address_not_found", "There is no such address in your address book.");
    public static readonly Refusal TooManyAddresses =
        new(409, "too_many_addresses", "An address book holds 50 addresses. Remove one first.");
    public static readonly Refusal SessionNotFound =
        new(404, "session_not_found", "There is no such session of yours.");
    public static readonly Refusal SecondStepNeeded =
        new(401, "second_step_needed", "Give a code of your authenticator app, or a recovery code.")
        { Field = "code" };
    public static readonly Refusal WrongCode =
        new(422, "wrong_code", "The code is not right, or was used already. Wait for the next one.")
        { Field = "code" };
    public static readonly Refusal SecondStepIsOn =
        new(409, "second_step_is_on", "The account has a second step already; turn it off before you begin anew.");
    public static readonly Refusal SecondStepIsOff =
        new(409, "second_step_is_off", "The account has no second step.");
    public static readonly Refusal SecondStepNotBegun =
        new(409, "second_step_not_begun", "Begin the second step first: its secret goes into your app.");
    public static readonly Refusal AccountSuspended =
        new(403, "account_suspended", "This account is suspended. Why was written to its e-mail address.");
    public static readonly Refusal UserNotFound =
        new(404, "user_not_found", "There is no such user.");
    public static readonly Refusal UserClosed =
        new(409, "user_closed", "This account was closed: nobody is there any more.");
    public static readonly Refusal UserSuspended =
        new(409, "user_suspended", "The user is suspended already.");
    public static readonly Refusal UserNotSuspended =
        new(409, "user_not_suspended", "The user is not suspended.");
    public static readonly Refusal UserHasNoSecondStep =
        new(409, "user_has_no_second_step", "The user has no second step.");
    public static readonly Refusal NotOnYourself =
        new(409, "not_on_yourself", "Nobody does this to their own account.");
    public static readonly Refusal UserHoldsMore =
        new(403, "user_holds_more", "The user may do what you may not; somebody who may all of it does this.");
    public static readonly Refusal UserIsStaff =
        new(403, "user_is_staff", "Nobody uses the account of somebody who works here.");
    public static readonly Refusal OneFilter =
        new(400, "one_filter", "Ask by status, by role or by e-mail address, one at a time.");
    public static readonly Refusal LastAdministrator =
        new(409, "last_administrator", "One administrator stays. Make another first.");
    public static readonly Refusal RoleNotFound =
        new(404, "role_not_found", "There is no such role.");
    public static readonly Refusal RoleFixed =
        new(409, "role_fixed", "This role came with Feria and stays as it is.");
    public static readonly Refusal RoleNotGiven =
        new(409, "role_not_given", "This role comes by itself: nobody gives or takes it.");
    public static readonly Refusal RoleHeld =
        new(409, "role_held", "Somebody has this role, or is invited to it. Take it from them first.");
    public static readonly Refusal RoleTaken =
        new(409, "role_taken", "There is a role of this name already.");
    public static readonly Refusal TooManyRoles =
        new(409, "too_many_roles", "There can be 100 roles. Delete one nobody has.");
    public static readonly Refusal PermissionNotHeld =
        new(403, "permission_not_held", "Nobody gives or takes what they may not do themselves.");
    public static readonly Refusal PermissionUnknown =
        new(422, "permission_unknown", "There is no such permission.") { Field = "permissions" };
    public static readonly Refusal TooManyStaffInvitations =
        new(409, "too_many_staff_invitations", "There can be 100 open invitations. Withdraw one first.");
    public static readonly Refusal StaffInvitationGone =
        new(410, "staff_invitation_gone", "This invitation was used, withdrawn or has run out. Ask for a new one.");
    public static readonly Refusal StaffInvitationElsewhere =
        new(409, "staff_invitation_elsewhere", "The invitation is for another e-mail address. Sign in with that one.");
    public static readonly Refusal LastOwner =
        new(409, "store_last_owner", "A store keeps an owner.");

    public static readonly Refusal CountryNotAccepted = new Refusal(422, "country_not_accepted",
        "Nobody registers from this country here.").At("country");
}
