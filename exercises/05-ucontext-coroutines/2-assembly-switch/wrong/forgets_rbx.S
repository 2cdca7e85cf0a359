// Wrong: forgets one of the registers, but leaves room for it.
// Caught by: switch_stacks.keeps_every_register_that_has_to_be_kept

        .text
        .globl  switch_stacks
#if defined(__x86_64__)
// rdi is `from`, rsi is `to`.
//
//     *from + 56   return address    pushed by the call of this function
//           + 48   rbp
//           + 40   rbx
//           + 32   r12
//           + 24   r13
//           + 16   r14
//           +  8   r15
//           +  4   x87 control word  fnstcw, fldcw
//           +  0   MXCSR             stmxcsr, ldmxcsr
        .type   switch_stacks, @function
switch_stacks:
        pushq   %rbp
        subq    $8, %rsp
        pushq   %r12
        pushq   %r13
        pushq   %r14
        pushq   %r15
        subq    $8, %rsp
        stmxcsr (%rsp)
        fnstcw  4(%rsp)
        movq    %rsp, (%rdi)

        movq    %rsi, %rsp              // from here on, the other stack
        ldmxcsr (%rsp)
        fldcw   4(%rsp)
        addq    $8, %rsp
        popq    %r15
        popq    %r14
        popq    %r13
        popq    %r12
        addq    $8, %rsp
        popq    %rbp
        retq                            // to its return address

#elif defined(__aarch64__)
// x0 is `from`, x1 is `to`.
//
//     *from + 160   fpcr
//           +  96   d8 ... d15
//           +  80   x29 (frame), x30 (return address)
//           +   0   x19 ... x28
        .type   switch_stacks, %function
switch_stacks:
        sub     sp, sp, #176
        stp     x19, x20, [sp, #0]
        stp     x21, x22, [sp, #16]
        stp     x23, x24, [sp, #32]
        stp     x25, x26, [sp, #48]
        stp     x27, x28, [sp, #64]
        stp     x29, x30, [sp, #80]
        stp     d8, d9, [sp, #96]
        stp     d10, d11, [sp, #112]
        stp     d12, d13, [sp, #128]
        stp     d14, d15, [sp, #144]
        mrs     x9, fpcr
        str     x9, [sp, #160]
        mov     x9, sp
        str     x9, [x0]

        mov     sp, x1                  // from here on, the other stack
        ldr     x9, [sp, #160]
        msr     fpcr, x9
        ldp     d14, d15, [sp, #144]
        ldp     d12, d13, [sp, #128]
        ldp     d10, d11, [sp, #112]
        ldp     d8, d9, [sp, #96]
        ldp     x29, x30, [sp, #80]
        ldp     x27, x28, [sp, #64]
        ldp     x25, x26, [sp, #48]
        ldp     x23, x24, [sp, #32]
        ldp     x21, x22, [sp, #16]
        ldp     x19, x20, [sp, #0]
        add     sp, sp, #176
        ret                             // to x30
#endif
        .size   switch_stacks, . - switch_stacks

        // Without this line the whole program gets an executable stack.
        .section .note.GNU-stack, "", %progbits
